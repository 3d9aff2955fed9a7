"""The assembly of the story that meets today: convened in time, so that whoever tries the program can hold it."""

from datetime import time, timedelta

from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.rules import (
    AssemblyKind,
    ConvenedBy,
    FormVoice,
    ItemType,
    MeetingForm,
    PlannedAssembly,
    PlannedItem,
    ProposedBy,
    Subject,
)
from app.attendance import actions as attendance
from app.attendance.actions import Granted
from app.attendance.rules import ProxyForm
from app.boardroom import actions as boardroom
from app.boardroom.actions import Record
from app.core.formats import long_day
from app.demo.actions.assembling import HALL
from app.demo.actions.house import at
from app.demo.actions.proofs import minutes_on_form, scanned
from app.demo.actions.register import Cast
from app.demo.actions.story import Plot
from app.organs.actions import RecordedVote
from app.organs.rules import Organ, Outcome

AGENDA = (
    PlannedItem(ItemType.REPORT, "Eröffnung, Feststellung der Einberufung", ProposedBy.BOARD),
    PlannedItem(
        ItemType.RESOLUTION, "Beteiligung am Datenraum Kommunale Wärme", ProposedBy.BOTH, Subject.OTHER,
        draft="Die Genossenschaft beteiligt sich am Datenraum Kommunale Wärme und stellt dafür 40.000 € aus den "
        "Mitteln des laufenden Jahres bereit.",
    ),
    PlannedItem(
        ItemType.ELECTION, "Nachwahl zum Aufsichtsrat", ProposedBy.SUPERVISORY_BOARD, Subject.ELECT_SUPERVISORY_BOARD,
        seats=1,
    ),
    PlannedItem(ItemType.DISCUSSION, "Verschiedenes", ProposedBy.BOARD),
)

ACCESS = (
    "Über die Einlasskarte, die Sie mit der Einladung erhalten; Bild und Ton unter https://versammlung.morgenau.example"
)
CHOOSING = ((Organ.BOARD, FormVoice.BOARD), (Organ.SUPERVISORY_BOARD, FormVoice.SUPERVISORY_BOARD))
"""Who chooses the form of an assembly (§ 43b (6) GenG)."""


def convene_for_today(session: Session, cast: Cast) -> Plot:
    """Board and supervisory board choose the hybrid form by resolutions, and everybody is invited a month ago."""
    yield (now := at(cast.today - timedelta(days=35), 10))
    planned = PlannedAssembly(
        AssemblyKind.EXTRAORDINARY, MeetingForm.HYBRID, cast.today, time(18), ConvenedBy.BOARD, place=HALL,
        access=ACCESS,
    )
    assembly = assemblies.plan(session, planned, cast.office, now)
    for item in AGENDA:
        assemblies.add_item(session, assembly, item, cast.office, now)
    text = f"Die außerordentliche Generalversammlung am {long_day(cast.today)} findet hybrid statt."
    for organ, voice in CHOOSING:
        record = Record(
            organ, now.date(), "Form der außerordentlichen Generalversammlung", text, Outcome.ACCEPTED,
            votes=RecordedVote(3, 0, 0), place="Morgenau", record=minutes_on_form(text, now.date()),
        )
        number = boardroom.record_resolution(session, record, cast.office, now).number
        assemblies.say_form(session, assembly, voice, MeetingForm.HYBRID, number, cast.office, now)
    yield (now := at(cast.today - timedelta(days=33), 10))
    assemblies.convene(session, assembly.id, assemblies.Way(), cast.office, now)
    yield (now := at(cast.today - timedelta(days=4), 15))
    given_on = now.date() - timedelta(days=1)
    paper = scanned("Vollmacht", "Landkreis Welldingen", "Eginhard Wellenkamp", (
        f"Gisbert Ulmenried stimmt für uns in der Versammlung am {long_day(cast.today)} ab."
    ), given_on)
    proxy = Granted(cast.parties["Gisbert Ulmenried"], ProxyForm.SCHRIFTFORM, given_on, paper=paper)
    attendance.grant(session, assembly, cast.members["Landkreis Welldingen"], proxy, cast.office, now)
