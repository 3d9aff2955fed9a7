"""The assemblies of the story: one is convened to change the statute, the ordinary one of next spring is planned."""

from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.rules import (
    AssemblyKind,
    ConvenedBy,
    ItemType,
    MeetingForm,
    PlannedAssembly,
    PlannedItem,
    ProposedBy,
    Subject,
    Wording,
)
from app.demo.actions.house import at
from app.demo.actions.register import Cast
from app.demo.actions.story import Plot
from app.statutes.rules import FederalState, working_day_on_or_after

HALL = "Bürgerhaus Morgenau, Großer Saal, Marktplatz 1, 70990 Morgenau"
OPENING = PlannedItem(ItemType.REPORT, "Eröffnung, Feststellung der Einberufung", ProposedBy.BOARD)
AMENDMENT = PlannedItem(
    ItemType.RESOLUTION, "Änderung der Satzung, Frist für die Zulassung", ProposedBy.BOTH, Subject.OTHER_AMENDMENT,
    draft="§ 4 Abs. 1 Satz 2 der Satzung wird gefasst wie in der Gegenüberstellung angegeben.",
)
CLAUSE = Wording(
    "§ 4 Abs. 1 Satz 2", "Über die Zulassung beschließt der Vorstand.",
    "Über die Zulassung beschließt der Vorstand innerhalb von sechs Wochen nach Eingang der Beitrittserklärung.",
)
QUESTIONS = PlannedItem(ItemType.DISCUSSION, "Verschiedenes", ProposedBy.BOARD)


def convene(session: Session, cast: Cast) -> Plot:
    """Board and supervisory board let the members decide on how long an applicant waits; everybody is invited."""
    yield (now := at(cast.today - timedelta(days=9), 10))
    planned = PlannedAssembly(
        AssemblyKind.EXTRAORDINARY, MeetingForm.PHYSICAL, _evening(cast, 34), time(18), ConvenedBy.BOARD, place=HALL
    )
    assembly = assemblies.plan(session, planned, cast.office, now)
    for each in (OPENING, AMENDMENT, QUESTIONS):
        item = assemblies.add_item(session, assembly, each, cast.office, now)
        if each is AMENDMENT:
            assemblies.add_clause(session, assembly, item, CLAUSE, cast.office, now)
    yield (now := at(cast.today - timedelta(days=2), 11))
    assemblies.convene(session, assembly.id, assemblies.Way(), cast.office, now)


def look_ahead(session: Session, cast: Cast) -> Plot:
    """The ordinary assembly of next spring is planned, with the usual items to begin with."""
    yield (now := at(cast.today - timedelta(days=5), 9))
    planned = PlannedAssembly(
        AssemblyKind.ORDINARY, MeetingForm.PHYSICAL, _evening(cast, 150), time(18), ConvenedBy.BOARD, place=HALL
    )
    assemblies.propose_agenda(session, assemblies.plan(session, planned, cast.office, now), cast.office, now)


def _evening(cast: Cast, days: int) -> date:
    """A working day about so many days ahead, and not between the years."""
    day = cast.today + timedelta(days=days)
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6):
        day += timedelta(days=20)
    return working_day_on_or_after(day, FederalState.BW)
