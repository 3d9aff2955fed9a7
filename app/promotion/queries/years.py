"""What became of needs in a fiscal year, read from their steps and versions as they were known at a moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import horizon
from app.core.formats import end_of, local
from app.members import queries as members
from app.members.models import Member
from app.needs import queries as needs
from app.needs.models import Need, NeedStep, NeedVersion
from app.needs.queries import Row
from app.needs.rules import Field, NeedState, Viewer
from app.parties.models import Party
from app.promotion.queries.milestones import reached, said_of_answered
from app.promotion.rules import Figure, Figures, Way, Year, figures_of
from app.prospects import queries as prospects
from app.prospects.models import Prospect
from app.prospects.rules import Figure as Asking
from app.prospects.rules import within
from app.statutes.rules import FiscalYear, year_called

PORTION = 500
"""So many needs are read by one statement."""


def years(session: Session, today: date) -> list[FiscalYear]:
    """The fiscal years begun, the latest first."""
    return members.years_until(session, today)[::-1]


def get_year(session: Session, called: str, today: date) -> FiscalYear:
    """A fiscal year by its last day or its name; NotFound where it is none that has begun."""
    return year_called(years(session, today), called)


def year_before(session: Session, year: FiscalYear, today: date) -> Year:
    """The year before one: a fiscal year where there was one, else as many months."""
    known = [each for each in years(session, today) if each.last_day < year.first_day]
    if known:
        return Year(known[0].first_day, known[0].last_day)
    eve = year.first_day - timedelta(days=1)
    return Year(date(eve.year - 1, eve.month, eve.day) + timedelta(days=1) if eve.day < 29 or eve.month != 2
                else date(eve.year - 1, 3, 1), eve)  # fmt: skip


def knowledge(known_at: datetime) -> datetime:
    """The moment up to which is known: the one asked for, for who audits a period not after it."""
    read = horizon.present()
    return min(known_at, read.end) if read else known_at


def figures(session: Session, year: Year, known_at: datetime) -> Figures:
    """The figures of a year by what was known at a moment (R-AUD-03)."""
    known_at = knowledge(known_at)
    found = ways(session, year.last_day, known_at)
    said = said_of_answered(session, year.last_day, known_at)
    return figures_of(found, year, reached(session, known_at), said)


def figures_of_all(session: Session, every: Sequence[FiscalYear], known_at: datetime) -> list[Figures]:
    """The figures of many years at once, without what needs were about."""
    known_at = knowledge(known_at)
    found = ways(session, max((each.last_day for each in every), default=date.min), known_at)
    return [figures_of(found, Year(each.first_day, each.last_day), {}) for each in every]


def rows_of(session: Session, need_ids: Sequence[int]) -> list[Row]:
    """These needs as a list shows them, for who reads all."""
    found: list[Row] = []
    for start in range(0, len(need_ids), PORTION):
        some = needs.rows(Viewer(reads_all=True)).where(Need.id.in_(need_ids[start : start + PORTION]))
        found += needs.as_rows(session, some)
    return found


def answered_in(session: Session, year: Year, known_at: datetime) -> frozenset[int]:
    """The ids of the needs that were answered in a year."""
    found = figures_of(ways(session, year.last_day, known_at), year, {})
    return frozenset(way.need_id for way in found.behind(Figure.ANSWERED))


def ways(session: Session, last_day: date, known_at: datetime) -> list[Way]:
    """Every need that had been raised when a day was over, with its steps, owner and matter as they were then."""
    cut = min(known_at, end_of(last_day))
    steps, said = _steps(session, cut), _said(session, cut)
    columns = (Need.id, Need.number, Need.raised_at, Need.member_id, func.coalesce(Party.kind, Prospect.kind))
    found = select(*columns).outerjoin(Member, Member.id == Need.member_id)
    found = found.outerjoin(Party, Party.id == Member.party_id)
    found = found.outerjoin(Prospect, Prospect.id == Need.prospect_id).where(Need.raised_at < cut).order_by(Need.id)
    rows = []
    for need_id, number, raised_at, member_id, kind in session.execute(found):
        field, region = said.get(need_id, (None, ""))
        way = Way(need_id, number, local(raised_at).date(), steps.get(need_id, ()), member_id, kind, field, region)
        rows.append(way)
    return rows


def _steps(session: Session, cut: datetime) -> Mapping[int, list[tuple[date, NeedState]]]:
    taken: dict[int, list[tuple[date, NeedState]]] = defaultdict(list)
    found = select(NeedStep.need_id, NeedStep.at, NeedStep.to_state).where(NeedStep.at < cut).order_by(NeedStep.id)
    for need_id, at, state in session.execute(found):
        taken[need_id].append((local(at).date(), state))
    return taken


def _said(session: Session, cut: datetime) -> Mapping[int, tuple[Field | None, str]]:
    """Field and region of each need by its newest version; nothing of one whose words are deleted."""
    content = NeedVersion.content
    found = select(NeedVersion.need_id, content["field"].as_string(), content["region"].as_string())
    known = {*Field}
    return {
        need_id: (Field(field) if field in known else None, region or "")
        for need_id, field, region in session.execute(found.where(NeedVersion.at < cut).order_by(NeedVersion.number))
    }


@dataclass(frozen=True)
class Talks:
    """What came of prospects in a year: enquiries, talks, applications, and who joined."""

    numbers: Mapping[Asking, int]


def talks(session: Session, year: Year, known_at: datetime) -> Talks:
    """Enquiries, talks, applications and admissions of a year, as far as known (R-NEED-06)."""
    found = within(prospects.events(session, knowledge(known_at)), year.first_day, year.last_day)
    return Talks({figure: sum(each.figure is figure for each in found) for figure in Asking})
