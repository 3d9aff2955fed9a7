"""What happened past the day of a meeting is told with its day: a stretched one goes on for days (§ 43b (1), § 47)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.attendance.actions import let_guest_in
from app.attendance.rules import GuestRole, LeftWhy
from app.members.models import Member
from app.voting import actions
from app.voting.actions.folder import folder_facts
from tests.attendance.factories import humans
from tests.factories import NOW, OFFICE
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting, asked, casts, comes, declared
from tests.voting.test_meeting_pages import the_chair

NEXT = NOW + timedelta(days=1)
FULL = "25.11.2026, 11:00 Uhr"


def a_guest_comes(session: Session, meeting: Meeting) -> None:
    """Somebody without a vote comes the next day."""
    let_guest_in(session, meeting.assembly, "Gunda Prüfenstein", GuestRole.AUDITING_ASSOCIATION, OFFICE, NEXT)


def comes_again(session: Session, meeting: Meeting, member: Member) -> None:
    """A member goes an hour before it comes again, on the next day."""
    first = comes(session, meeting.assembly, member, member.party)
    first.left_at, first.left_why, first.left_recorded_by = NEXT - timedelta(hours=1), LeftWhy.LEFT, CHAIR.name
    session.flush()
    comes(session, meeting.assembly, member, member.party, at=NEXT)


def test_door_and_list_of_participants_name_the_day_on_which_somebody_came_or_went(
    app: Flask, session: Session
) -> None:
    meeting, (member,) = a_meeting(session, 0), humans(session, 1)
    comes_again(session, meeting, member)
    a_guest_comes(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/teilnahme/{meeting.assembly.id}"
    assert f"0001, da seit {FULL}" in said(chair.get(f"{at}/einlass?q=Ahorn"))
    shown = said(chair.get(f"{at}/einlass/{member.number}"))
    assert f"Da seit {FULL}" in shown
    assert ": 10:00 Uhr bis 25.11.2026, 10:00 Uhr" in " ".join(shown.split())
    listed = said(chair.get(f"{at}/teilnehmende"))
    assert (listed.count(FULL), "25.11.2026, 10:00 Uhr" in listed) == (2, True)


def test_the_pages_of_chair_and_hall_name_the_day_of_what_was_objected_told_and_declared(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    declared(session, meeting, poll, at=NEXT)
    actions.object_to(session, meeting.sitting, meeting.item, meeting.number(0), "", None, OFFICE, NEXT)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    assert f"zu TOP {meeting.item.position}, {FULL}" in said(chair.get(f"{at}/leitung"))
    assert "Verkündet am 25.11.2026 um 11:00 Uhr" in said(chair.get(f"{at}/leinwand"))


def test_the_folder_names_the_day_on_which_somebody_came(session: Session) -> None:
    meeting = a_meeting(session, 1)
    a_guest_comes(session, meeting)
    facts = folder_facts(session, meeting.assembly, NEXT)
    assert {each.name: each.came for each in (*facts.present, *facts.guests)} == {
        "Ada Ahorn": "10:00", "Gunda Prüfenstein": "25.11.2026, 11:00",
    }
