"""Random lives of random members: the past stays what it was known to be, ledgers and reports agree."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import PostalAddress, Refusal
from app.dossiers import queries as dossiers
from app.members import actions as members
from app.members import queries as member_queries
from app.members.models import Member
from app.members.rules import ExitGround
from app.parties import actions as parties
from app.reports import queries
from app.reports.queries import YearReport
from app.reports.rules import Difference, Figure, RegisterLine
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE
from tests.reports.factories import a_holder, booked
from tests.shares.factories import SHARE, a_house
from tests.statutes.factories import a_correction, a_statute

FIRST = date(2024, 1, 1)
YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
DAYS = [day for year in YEARS for day in (year.first_day, year.last_day)]
STATUTES = ("register", "correct")
ACTS = ("join", "further", "cancel", "leave", "go_on", "reverse", "move", *STATUTES)

Act = tuple[str, int, int, int]
"""What happens, to which member, on which day after the first, with how many shares."""

acts_of_a_life = st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(0, 1050), st.integers(1, 4))
lives = st.lists(acts_of_a_life, min_size=3, max_size=10)
many = settings(
    max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""A few lives on each database, others in every run. They are short as they are: to shorten one takes minutes."""


def live(session: Session, act: Act, now: datetime) -> None:
    """Let one act happen; what the rules refuse does not."""
    what, who, after, number = act
    day, member = FIRST + timedelta(days=after), member_queries.find_by_number(session, who + 1)
    if what == "join" or member is None:
        a_holder(session, f"Gemeinde Quell {after}", number, day, at=now)
        return
    day = max(day, member.periods[-1].first_day)
    if what == "further":
        booked(session, member, number, day, at=now, is_paid=False)
    elif what == "cancel" and share_queries.least_shares(session, member.id, day) > number:
        booked(session, member, -number, day, ShareGround.CANCELLATION, at=now)
    elif what == "leave":
        members.end(session, member, day, ExitGround.NOTICE, "Kündigung", OFFICE, now)
        shares.leave(session, member, day, "Kündigung", OFFICE, now)
    elif what == "go_on":
        members.undo_end(session, member, "Irrtum", "", OFFICE, now)
    elif what == "reverse":
        entries = share_queries.share_entries_of(session, member.id)
        shares.reverse_share_entry(session, entries[number % len(entries)], "Irrtum", OFFICE, now)
    elif what == "move":
        address = PostalAddress(f"Marktgasse {number}", "70997", "Altenbruck")
        parties.change_address(session, member.party, address, day, OFFICE, now)


def another_statute(session: Session, act: Act, now: datetime) -> None:
    """A version registered for a day, or in the place of one that holds then: other shares, another sum."""
    what, _who, after, number = act
    day = FIRST + timedelta(days=after)
    amounts = {"share_amount": number * 200_00, "min_payment": number * 200_00, "haftsumme": number * 300_00}
    values = {**amounts, "nachschuss": "limited", "minimum_capital": number * 100_00, "further_shares_allowed": True}
    if what == "correct":
        a_correction(session, statutes.get_version_on(session, day), now, **values)
    else:
        a_statute(session, day, day, now, **values)


Telling = Callable[[Session], Any]


def registers(session: Session, known_at: datetime | None = None) -> dict[date, Sequence[RegisterLine]]:
    """The registers of the days."""
    return {day: queries.register_on(session, day, known_at) for day in DAYS}


def lived(session: Session, acts: Sequence[Act], tell: Telling = registers) -> list[tuple[datetime, Any]]:
    """Begin anew, let the acts happen an hour apart, and give what was told after each: the registers, if not else."""
    session.rollback()
    session.expire_all()
    a_house(session, nachschuss="limited", haftsumme=SHARE, further_shares_allowed=True)
    known = []
    for hours, act in enumerate(acts, start=1):
        now = NOW + timedelta(hours=hours)
        try:
            with session.begin_nested():
                (another_statute if act[0] in STATUTES else live)(session, act, now)
        except Refusal:
            session.expire_all()
        known.append((now, tell(session)))
    return known


def told(session: Session, known_at: datetime | None = None) -> object:
    """What is reckoned by the statute: the years' reports with what stood at their ends, heads, everybody's sheets."""
    everybody = session.scalars(select(Member).order_by(Member.number)).all()
    sheets = [dossiers.year_sheet(session, member, year, known_at) for member in everybody for year in YEARS[1:]]
    return (
        [queries.year_report(session, year, known_at) for year in YEARS[1:]],
        [queries.heads_on(session, year.last_day, known_at) for year in YEARS],
        [sheet for sheet in sheets if sheet.rows or sheet.shares_before],
    )


@settings(many, max_examples=4)
@given(acts=lives)
@example(acts=[("reverse", 3, 403, 4), ("cancel", 0, 192, 1), ("register", 1, 71, 1), ("reverse", 2, 5, 4)])
@example(acts=[
    ("reverse", 0, 120, 4), ("join", 0, 529, 4), ("register", 0, 746, 1), ("further", 2, 354, 4),
    ("further", 1, 131, 3), ("cancel", 1, 996, 1),
])
def test_what_is_recorded_later_changes_no_figure_as_it_was_known_then(session: Session, acts: list[Act]) -> None:
    """Nor does a statute that is registered, or a correction of one, that is noted later."""
    for moment, figures in lived(session, acts, told):
        assert told(session, moment) == figures, moment


@many
@given(acts=lives)
def test_what_is_recorded_later_changes_no_register_as_it_was_known_then(session: Session, acts: list[Act]) -> None:
    for moment, known in lived(session, acts):
        assert registers(session, moment) == known, moment


@many
@given(acts=lives)
def test_the_ledgers_and_the_reports_add_up_to_the_same(session: Session, acts: list[Act]) -> None:
    lived(session, acts)
    assert share_queries.members_with_other_holdings(session) == []
    for day in DAYS:
        summed = {member: held for member, held in session.execute(share_queries.share_sums(day)) if held}
        assert share_queries.shares_on(session, day) == summed
    for before, year in zip([None, *YEARS], YEARS, strict=False):
        report = queries.year_report(session, year)
        assert report.adds_up
        assert report.after.standing.shares == _ledger(session, ShareEntry, year.last_day)
        assert sum(report.after.parts.values()) == _ledger(session, CreditEntry, year.last_day)
        liable = queries.entries_behind(session, year, Figure.CLOSING_LIABILITY)
        assert sum(row.amount for row in liable) == (report.after.liability or 0)
        if before is not None:
            assert report.before.standing == queries.year_report(session, before).after.standing
        behind = queries.entries_behind(session, year, Figure.SHARES)
        assert sum(row.shares for row in behind) == report.movement.shares_gained - report.movement.shares_lost


@many
@given(acts=lives)
def test_a_year_s_changes_are_those_of_its_movement(session: Session, acts: list[Act]) -> None:
    known = lived(session, acts)
    for moment in (None, known[len(known) // 2][0]):
        for year in YEARS:
            changes = queries.changes_between(session, year.first_day, year.last_day, moment)
            for figure, difference in ((Figure.JOINED, Difference.ADDED), (Figure.LEFT, Difference.DROPPED)):
                listed = [each.number for each in changes for found in each.differences if found is difference]
                behind = queries.entries_behind(session, year, figure, known_at=moment)
                assert listed == sorted(row.number for row in behind), (year, figure)


def _ledger(session: Session, table: type[ShareEntry] | type[CreditEntry], day: date) -> int:
    change = ShareEntry.change if table is ShareEntry else CreditEntry.amount
    return int(session.scalar(select(func.sum(change)).where(table.effective_on <= day)) or 0)


@many
@given(acts=lives, after=st.integers(0, 1050), number=st.integers(1, 5))
def test_an_entry_and_its_reversal_leave_every_figure_as_it_was(
    session: Session, acts: list[Act], after: int, number: int
) -> None:
    lived(session, [("join", 0, 0, 2), *acts])
    member = member_queries.find_by_number(session, 1)
    assert member is not None
    before = _figures(session)
    now = NOW + timedelta(days=2)
    booked(session, member, number, FIRST + timedelta(days=after), at=now, is_paid=False)
    entry = max(share_queries.share_entries_of(session, member.id), key=lambda each: each.id)
    assert _figures(session) != before
    try:
        shares.reverse_share_entry(session, entry, "Irrtum", OFFICE, now)
    except Refusal:
        return
    assert _figures(session) == before


def _figures(session: Session) -> object:
    """Everything the room tells: registers of the days, movements of the years, the development."""
    reports: list[YearReport] = [queries.year_report(session, year) for year in YEARS]
    return (
        [queries.register_on(session, day) for day in DAYS], reports, queries.development(session, date(2027, 1, 1)),
        [queries.holdings_on(session, day) for day in DAYS],
    )
