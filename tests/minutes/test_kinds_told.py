"""Minutes say of what kind a vote and a motion were, and what became of one never voted on (§ 47 (1); R-MIN-01)."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.minutes import queries
from app.minutes.actions.printing import facts_of
from app.minutes.rules import Happening, lines_of
from app.voting import actions as voting
from app.voting import queries as floor
from app.voting.rules import Choice, CourseKind, HallWay, MotionKind, Secrecy, TellerGroup
from tests.factories import NOW
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, counted, declared

LESS = "28.000 € statt 30.000 €"


def moved(session: Session, meeting: Meeting, kind: MotionKind, text: str = LESS) -> int:
    """A motion to the item that is on."""
    return voting.move_motion(session, meeting.sitting, kind, text, "Ada Ahorn", CHAIR, NOW).id


def way_of(session: Session, meeting: Meeting) -> str:
    """How the minutes tell the way of voting on the only vote."""
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW, is_draft=True)
    (ballot,) = [each for section in facts.sections for each in section.ballots]
    return ballot.rules[0]


def told_under_the_item(session: Session, meeting: Meeting) -> str:
    """What the minutes tell of the item."""
    sections = queries.sections_of(session, meeting.assembly, meeting.sitting)
    return next(each.text for each in sections if each.item is meeting.item)


@pytest.mark.parametrize(("form", "hall", "secrecy", "told"), [
    (MeetingForm.PHYSICAL, HallWay.HAND, Secrecy.OPEN, "Abgestimmt wird offen durch Handzeichen (Ja oder Nein)."),
    (MeetingForm.PHYSICAL, HallWay.PAPER, Secrecy.OPEN, "Abgestimmt wird offen mit Stimmzetteln (Ja oder Nein)."),
    (MeetingForm.PHYSICAL, HallWay.PAPER, Secrecy.PAPER_ONLY,
     "Abgestimmt wird geheim, mit Stimmzetteln (Ja oder Nein)."),
    (MeetingForm.PHYSICAL, HallWay.PHONE, Secrecy.OPEN, "Abgestimmt wird offen (Ja oder Nein)."),
    (MeetingForm.HYBRID, HallWay.HAND, Secrecy.OPEN,
     "Abgestimmt wird offen, im Saal durch Handzeichen, online am eigenen Gerät (Ja oder Nein)."),
])
def test_minutes_say_how_the_hall_voted(
    session: Session, form: MeetingForm, hall: HallWay, secrecy: Secrecy, told: str
) -> None:
    meeting = a_meeting(session, form=form)
    poll = asked(session, meeting, hall=hall, secrecy=secrecy)
    voting.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    if hall is not HallWay.PHONE:
        told_by = TellerGroup(1, False, {Choice.YES: 1, Choice.NO: 2, Choice.ABSTAIN: 0})
        voting.tell(session, meeting.sitting, poll, [told_by], CHAIR, NOW)
    voting.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    voting.declare(session, meeting.sitting, poll, "Der Antrag ist abgelehnt.", CHAIR, NOW)
    assert way_of(session, meeting) == told


def test_minutes_say_on_what_kind_of_motion_was_voted(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, motion_id=moved(session, meeting, MotionKind.AMENDMENT))
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll)
    assert way_of(session, meeting).startswith("Abgestimmt wird über den Änderungsantrag offen")


@pytest.mark.parametrize(("kind", "told"), [
    (MotionKind.PROCEDURE, "stellt um 11:00\xa0Uhr den Antrag zur Geschäftsordnung: „Schluss“"),
    (MotionKind.AMENDMENT, "stellt um 11:00\xa0Uhr den Änderungsantrag: „Schluss“"),
    (MotionKind.MAIN, "beantragt um 11:00\xa0Uhr: „Schluss“"),
])
def test_a_motion_is_told_with_its_kind(kind: MotionKind, told: str) -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=NOW.tzinfo)
    made = Happening(1, CourseKind.MOTION_MADE, at, 1, "Schluss", "Ada Ahorn", kind.value)
    assert lines_of([made], date(2026, 11, 24)) == [f"Ada Ahorn {told}"]


def test_of_a_motion_never_voted_on_the_minutes_say_so_once_the_meeting_is_closed(session: Session) -> None:
    meeting = a_meeting(session)
    moved(session, meeting, MotionKind.AMENDMENT)
    withdrawn = moved(session, meeting, MotionKind.PROCEDURE, "Schluss der Debatte")
    motion = floor.get_motion(session, meeting.assembly.id, withdrawn)
    voting.withdraw_motion(session, meeting.sitting, motion, CHAIR, NOW)
    voted = asked(session, meeting, motion_id=moved(session, meeting, MotionKind.PROCEDURE, "Redezeit"))
    counted(session, meeting, voted)
    voting.declare(session, meeting.sitting, voted, "Abgelehnt.", CHAIR, NOW)
    assert "nicht eigens abgestimmt" not in told_under_the_item(session, meeting)
    voting.close_sitting(session, meeting.sitting, CHAIR, NOW)
    told = told_under_the_item(session, meeting)
    assert told.count("nicht eigens abgestimmt") == 1
    assert f"Über diesen Antrag von Ada Ahorn wird nicht eigens abgestimmt: „{LESS}“" in told
