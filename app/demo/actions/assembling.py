"""The assemblies of the story: one is convened, the ordinary one of next spring planned, and members demand an item."""

from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies import queries as assembly_queries
from app.assemblies.actions import Received
from app.assemblies.rules import (
    AssemblyKind,
    ConvenedBy,
    ItemType,
    MeetingForm,
    PlannedAssembly,
    PlannedItem,
    ProposedBy,
    RequestAim,
    Subject,
    Wanted,
    Wording,
)
from app.attendance import actions as attendance
from app.attendance.actions import Granted, Stranger
from app.attendance.rules import ProxyForm
from app.core.formats import long_day
from app.demo.actions.house import at
from app.demo.actions.proofs import scanned
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
DEMANDING = ("Gemeinde Hohenmoos", "Druckerei Federkiel GmbH & Co. KG")
WANTED = Wanted(
    RequestAim.ITEM, "Öffnungszeiten der Geschäftsstelle", "ob die Geschäftsstelle auch an einem Abend öffnet.",
    "Viele von uns arbeiten selbst und kommen tagsüber nicht vorbei.",
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


def empower(session: Session, cast: Cast) -> Plot:
    """Two members send somebody else to the assembly: one on paper, one by e-mail whose copy is still to come."""
    yield (now := at(cast.today - timedelta(days=1), 15))
    convened, _ = assembly_queries.list_assemblies(session, "convened")
    assembly = next(each for each in convened if each.meets_on > cast.today)
    given_on = now.date() - timedelta(days=1)
    paper = scanned("Vollmacht", "Gemeinde Hohenmoos", "Notburga Moosbacher", (
        f"Gisbert Ulmenried stimmt für uns in der Versammlung am {long_day(assembly.meets_on)} ab."
    ), given_on)
    on_paper = Granted(cast.parties["Gisbert Ulmenried"], ProxyForm.SCHRIFTFORM, given_on, paper=paper)
    attendance.grant(session, assembly, cast.members["Gemeinde Hohenmoos"], on_paper, cast.office, now)
    by_mail = Granted(Stranger("Leopoldine", "Mohnkopf", "l.mohnkopf@federkiel.example"), ProxyForm.TEXTFORM, given_on)
    printers = cast.members["Druckerei Federkiel GmbH & Co. KG"]
    attendance.grant(session, assembly, printers, by_mail, cast.office, now)


def look_ahead(session: Session, cast: Cast) -> Plot:
    """The ordinary assembly of next spring is planned, with the usual items to begin with."""
    yield (now := at(cast.today - timedelta(days=5), 9))
    planned = PlannedAssembly(
        AssemblyKind.ORDINARY, MeetingForm.PHYSICAL, _evening(cast, 150), time(18), ConvenedBy.BOARD, place=HALL
    )
    assemblies.propose_agenda(session, assemblies.plan(session, planned, cast.office, now), cast.office, now)


def demand(session: Session, cast: Cast) -> Plot:
    """Two members demand that the next ordinary assembly talks about opening hours; their letter waits for the board.
    """
    yield (now := at(cast.today - timedelta(days=3), 14))
    members = [cast.members[name] for name in DEMANDING]
    received_on = now.date()
    letter = scanned("Verlangen", DEMANDING[0], "Notburga Moosbacher", (
        f"Wir verlangen nach § 45 GenG, dass die Generalversammlung berät, {WANTED.purpose} {WANTED.reasons}"
    ), received_on)
    received = Received(WANTED, received_on, letter, [str(each.number) for each in members])
    assemblies.record_request(session, received, cast.office, now)


def _evening(cast: Cast, days: int) -> date:
    """A working day about so many days ahead, and not between the years."""
    day = cast.today + timedelta(days=days)
    if (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6):
        day += timedelta(days=20)
    return working_day_on_or_after(day, FederalState.BW)
