"""What a guided act after a decision begins with, and what it would bring about (R-GV-10)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, lazyload

from app.assemblies.models import Assembly
from app.assemblies.rules import AssemblyState, Subject
from app.attendance import queries as attendance
from app.closing import queries as closing
from app.core.formats import day as written
from app.core.formats import fold
from app.minutes import rules
from app.minutes.models import Consequence, EndedOffice
from app.minutes.queries.following import Following
from app.minutes.rules import FollowUp
from app.organs import queries as organs
from app.organs.models import Office
from app.organs.rules import Organ, term_last_day
from app.parties import queries as parties
from app.parties.models import Party
from app.parties.rules import is_called
from app.settlements import queries as settlements
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, FiscalYear


def find_consequence(session: Session, wanted: Following) -> Consequence | None:
    """What was noted of something to do, also where its room no longer shows it; None where nothing was."""
    option_id = wanted.option.id if wanted.option else None
    found = select(Consequence).where(
        Consequence.poll_id == wanted.poll.id, Consequence.what == wanted.what, Consequence.undone_at.is_(None),
        Consequence.option_id.is_(None) if option_id is None else Consequence.option_id == option_id,
    )
    return session.scalar(found)


def shown_of_following(wanted: Following) -> Mapping[str, object]:
    """What a page of something to do shows of it; who does the same meanwhile is told so."""
    filing = wanted.filing
    named = {"assembly": wanted.target or 0} if wanted.what is FollowUp.CONVENING else {}
    return {
        "is_done": wanted.is_done, "due_on": wanted.due_on, "responsible": filing.responsible if filing else "",
        **named,
    }


def source_of(session: Session, wanted: Following) -> str:
    """The decision as records name their ground: the number of the resolution and its day."""
    declared = wanted.poll.declaration
    if declared is None or declared.resolution_id is None:
        return f"Generalversammlung, {written(wanted.resolved_on)}"
    return f"{organs.get_resolution(session, declared.resolution_id).number}, {written(wanted.resolved_on)}"


# --- who was elected --------------------------------------------------------------------------------------------------


def eligible(session: Session, wanted: Following, words: str = "") -> list[tuple[int, str]]:
    """Whom the name on the ballot may mean: people who may hold the office, the likeliest first (§ 9 (2); R-ORG-02)."""
    meant = _meant(session, wanted)
    others = [each for each in organs.candidates_on(session, wanted.resolved_on, words) if each not in meant]
    return organs.told_apart_on(session, [*meant, *others], wanted.resolved_on)


def elected_party(session: Session, wanted: Following) -> int:
    """The one person of that name who may hold the office; 0 where there is none, or more than one (R-ORG-02)."""
    meant = _meant(session, wanted)
    return meant[0].id if len(meant) == 1 else 0


def _meant(session: Session, wanted: Following) -> list[Party]:
    words = wanted.about.split()
    found = organs.candidates_on(session, wanted.resolved_on, words[-1] if words else "")
    return [each for each in found if is_meant(each, wanted.about)]


def is_meant(party: Party, name: str) -> bool:
    """Whether a person is called as the ballot says, in whatever order, with or without a title (R-ELE-01)."""
    return is_called(party.sort_name, party.display_name, name)


def check_elected(session: Session, wanted: Following, party_id: int, is_confirmed: bool) -> None:
    """Refuse somebody the ballot does not name, unless it is confirmed to be who was elected (R-ELE-01)."""
    party = parties.get_party(session, party_id)
    rules.check_elected(is_meant(party, wanted.about), party.display_name, wanted.about, is_confirmed)


def term_of(session: Session, wanted: Following, party_id: int) -> tuple[date, date | None]:
    """First and last day of the term: from the election, or the day after the last term, as the statute has it (§ 24).

    R-DL-01.
    """
    assert wanted.organ is not None
    held = [
        each.last_day for each in organs.offices_of(session, party_id)
        if each.organ is wanted.organ and each.last_day and each.last_day >= wanted.resolved_on
    ] if party_id else []
    first_day = max(held) + ONE_DAY if held else wanted.resolved_on
    statute = statutes.statute_on(session, wanted.resolved_on)
    years = statute.board_term_years if wanted.organ is Organ.BOARD else statute.sb_term_years
    return first_day, term_last_day(first_day, years) if years else None


# --- who was removed or discharged ------------------------------------------------------------------------------------


def offices_to_end(session: Session, wanted: Following) -> list[tuple[Office, bool]]:
    """The offices of the organ on the day of the decision, and whether it names who holds it (§§ 24 (3), 36 (3) GenG).
    """
    assert wanted.organ is not None
    text = f"{wanted.poll.item.title} {wanted.poll.item.draft} {wanted.poll.question}"
    held = organs.offices_on(session, wanted.organ, wanted.resolved_on)
    return [(each, is_named(each.party, text)) for each in held]


def offices_still_ended(session: Session, wanted: Following) -> Mapping[int, date]:
    """The offices that were ended when this was carried out before and have not been extended since, with the day."""
    row = find_consequence(session, wanted)
    ended = select(EndedOffice).join(Office, Office.id == EndedOffice.office_id).where(
        EndedOffice.consequence_id == (row.id if row else 0), Office.last_day <= EndedOffice.last_day
    )
    return {each.office_id: each.last_day for each in session.scalars(ended)}


def is_named(party: Party, text: str) -> bool:
    """Whether a text names a person, in whatever order and form, also at the end of a sentence (R-GV-10)."""
    return _words(party.sort_name) <= _words(text)


def _words(text: str) -> set[str]:
    return {word.strip(".") for word in fold(text).split()}


def people_discharged(session: Session, wanted: Following, year: FiscalYear | None) -> Mapping[Organ, list[Party]]:
    """Whom the item is to discharge singly, by the organ in which each sat in the year (§ 48 (1) GenG).

    Of several that the item is about each may be voted on alone; whom the office exempted is not one of them.
    """
    if wanted.subject is not Subject.DISCHARGE or year is None:
        return {}
    found: defaultdict[Organ, list[Party]] = defaultdict(list)
    for each in attendance.concerned_by(session, wanted.poll.item, wanted.assembly.meets_on):
        sat_in = organs.organs_of_within(session, each.party.id, year.first_day, year.last_day)
        for organ in sat_in[:1] if each.is_barred else ():
            found[organ].append(each.party)
    return found


def years_before(session: Session, wanted: Following) -> list[FiscalYear]:
    """The fiscal years that were over when the assembly met, the last one first (§ 48 (1) GenG)."""
    return closing.years_over(session, wanted.assembly.meets_on)


def get_year(session: Session, year_end: date, wanted: Following) -> FiscalYear:
    """One of them; raises NotFound."""
    return closing.get_year(session, year_end, wanted.assembly.meets_on)


def settlements_to_open(session: Session, year: FiscalYear | None, today: date) -> int:
    """How much is over with a year and not settled yet, paid or not (§ 73 GenG; R-PAY-01)."""
    if year is None:
        return 0
    return sum(each.year == year for each in settlements.candidates(session, today))


def responsible_people(session: Session, day: date) -> Sequence[str]:
    """Who files with the register: the members of the board (§ 157 GenG)."""
    return [each.party.display_name for each in organs.offices_on(session, Organ.BOARD, day)]


# --- the assembly that was resolved on --------------------------------------------------------------------------------


def assemblies_answering(session: Session, wanted: Following) -> Sequence[Assembly]:
    """The assemblies that may be the one resolved on: planned, or convened since, the first one first (§ 46 (2) GenG).
    """
    assert wanted.poll.declaration is not None
    since = or_(Assembly.convened_at.is_(None), Assembly.convened_at >= wanted.poll.declaration.declared_at)
    found = select(Assembly).options(lazyload("*")).where(
        Assembly.state.in_((AssemblyState.PLANNED, AssemblyState.CONVENED)), Assembly.id != wanted.assembly.id,
        Assembly.meets_on >= wanted.resolved_on, since,
    )
    return session.scalars(found.order_by(Assembly.meets_on, Assembly.id)).all()


def assembly_meant(session: Session, wanted: Following) -> int:
    """The assembly that is named already, else the only one that was planned since; 0 where nobody can tell."""
    assert wanted.poll.declaration is not None
    declared_at = wanted.poll.declaration.declared_at
    since = [each.id for each in assemblies_answering(session, wanted) if each.recorded_at >= declared_at]
    return wanted.target or (since[0] if len(since) == 1 else 0)
