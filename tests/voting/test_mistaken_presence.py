"""A presence entered by mistake is taken back while no vote and no minutes rest on it (§ 47 (3) GenG; R-MIN-05)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.attendance import actions as attendance
from app.attendance import queries as doors
from app.attendance.models import Presence
from app.attendance.rules import GuestRole, LeftWhy
from app.core.values import Refusal
from app.minutes import queries as minutes
from app.voting import actions
from app.voting import queries as voting
from app.voting.rules import CourseKind, PollState
from tests.factories import NOW, OFFICE, sign_in_office
from tests.minutes.factories import a_closed_meeting, fixed, sealed
from tests.tabs import said
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, casts, comes
from tests.voting.test_after_closing import latecomer

LATER = NOW + timedelta(minutes=5)


def presence_of(session: Session, meeting: Meeting, place: int = 0) -> Presence:
    """That a member is there."""
    return doors.presences_by_member(session, meeting.assembly.id, [meeting.number(place).id])[
        meeting.number(place).id]  # fmt: skip


def test_who_stands_on_the_roll_of_a_vote_that_has_begun_was_there(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    with pytest.raises(Refusal, match="Ada Ahorn steht im Stimmverzeichnis der Abstimmung"):
        attendance.take_back(
            session, meeting.assembly, presence_of(session, meeting), "Verwechselt", OFFICE, LATER
        )
    casts(session, poll, meeting.number(0), YES)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, LATER)
    with pytest.raises(Refusal, match="Stimmverzeichnis"):
        attendance.take_back(
            session, meeting.assembly, presence_of(session, meeting), "Verwechselt", OFFICE, LATER
        )


def test_who_came_after_a_vote_or_before_one_that_was_broken_off_is_taken_back(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    actions.void_poll(session, meeting.sitting, poll, "Falsche Frage", CHAIR, NOW)
    assert poll.state is PollState.VOID
    there = presence_of(session, meeting)
    attendance.take_back(session, meeting.assembly, there, "Verwechselt", OFFICE, LATER)
    assert there.left_why is LeftWhy.MISTAKE
    actions.close_poll(session, meeting.sitting, asked(session, meeting), CHAIR, LATER)
    late = latecomer(session)
    came = comes(session, meeting.assembly, late, late.party, at=LATER + timedelta(minutes=1))
    attendance.take_back(
        session, meeting.assembly, came, "Verwechselt", OFFICE, LATER + timedelta(minutes=2)
    )
    assert came.left_why is LeftWhy.MISTAKE


def test_a_mistake_needs_a_reason_and_course_and_minutes_tell_it(session: Session) -> None:
    meeting = a_meeting(session)
    there = presence_of(session, meeting)
    with pytest.raises(Refusal):
        attendance.take_back(session, meeting.assembly, there, " ", OFFICE, LATER)
    attendance.take_back(session, meeting.assembly, there, "Nummer verwechselt", OFFICE, LATER)
    noted = voting.course_of(session, meeting.assembly.id)[-1]
    assert noted.kind is CourseKind.NOTE
    assert "Ada Ahorn" in noted.text
    assert "irrtümlich seit 10:00 Uhr als anwesend erfasst; zurückgenommen um 11:05 Uhr." in noted.text
    assert noted.text.endswith("Grund: Nummer verwechselt")
    opening = minutes.sections_of(session, meeting.assembly, meeting.sitting)[0]
    assert f"{noted.text}." in opening.lines


def test_once_the_minutes_lie_for_signature_nothing_about_who_was_there_changes(session: Session) -> None:
    meeting = a_closed_meeting(session)
    there = presence_of(session, meeting)
    fixed(session, meeting)
    with pytest.raises(Refusal, match="liegt zur Unterschrift"):
        attendance.take_back(session, meeting.assembly, there, "Verwechselt", OFFICE, LATER)
    with pytest.raises(Refusal, match="liegt zur Unterschrift"):
        attendance.leave(session, meeting.assembly, there, OFFICE, LATER)


def test_once_the_minutes_are_signed_a_guest_does_not_go_either(session: Session) -> None:
    meeting = a_meeting(session)
    guest = attendance.let_guest_in(session, meeting.assembly, "Runa Gast", GuestRole.PRESS, CHAIR, NOW)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), YES)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.void_poll(session, meeting.sitting, poll, "Falsche Frage", CHAIR, NOW)
    board = [each.party_id for each in minutes.officers_of(session, meeting.assembly)]
    actions.note_there(session, meeting.assembly.id, board, None, OFFICE, NOW)
    actions.close_sitting(session, meeting.sitting, CHAIR, NOW)
    sealed(session, meeting)
    with pytest.raises(Refusal, match="ist unterschrieben"):
        attendance.let_guest_out(session, meeting.assembly, guest, OFFICE, LATER)


def test_the_database_keeps_who_was_there_once_the_minutes_lie_for_signature(session: Session) -> None:
    meeting = a_closed_meeting(session)
    fixed(session, meeting)
    with pytest.raises(DBAPIError, match="who was there stands"):
        session.execute(
            update(Presence).where(Presence.member_id == meeting.number(0).id).values(left_at=LATER, left_why="left")
        )


def test_the_door_asks_why_and_says_why_not(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    there, address = presence_of(session, meeting), f"/teilnahme/{meeting.assembly.id}/einlass"
    asked(session, meeting)
    late = latecomer(session)
    wrong = comes(session, meeting.assembly, late, late.party, at=LATER)
    session.commit()
    sign_in_office(session, client)
    refused = client.get(f"{address}/anwesend/{there.id}/irrtum")
    assert "steht im Stimmverzeichnis der Abstimmung" in said(refused)
    assert 'name="reason"' not in refused.text
    asks = client.get(f"{address}/anwesend/{wrong.id}/irrtum")
    assert 'name="reason"' in asks.text
    answer = client.post(f"{address}/anwesend/{there.id}/irrtum", data={"key": "key-mistaken", "reason": "Irrtum"})
    assert answer.status_code == 422
    assert there.left_at is None


def test_a_presence_that_ended_meanwhile_is_not_said_to_be_taken_back(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    there = presence_of(session, meeting)
    address = f"/teilnahme/{meeting.assembly.id}/einlass/anwesend/{there.id}/irrtum"
    session.commit()
    sign_in_office(session, client)
    attendance.leave(session, meeting.assembly, there, OFFICE, LATER)
    session.commit()
    answer = client.post(address, data={"key": "key-mistaken", "reason": "Verwechselt"})
    assert answer.status_code == 422
    assert "nicht mehr als anwesend in der Liste" in said(answer)
    assert 'name="reason"' not in client.get(address).text
    session.expire_all()
    assert there.left_why is LeftWhy.LEFT


def test_taking_back_sent_twice_is_one_act_and_with_another_reason_refused(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_meeting(session)
    there = presence_of(session, meeting)
    address = f"/teilnahme/{meeting.assembly.id}/einlass/anwesend/{there.id}/irrtum"
    session.commit()
    sign_in_office(session, client)
    sent = {"key": "key-mistaken", "reason": "Verwechselt"}
    assert [client.post(address, data=sent).status_code for _press in range(2)] == [302, 302]
    other = client.post(address, data={"key": "key-mistaken-2", "reason": "Anders"})
    assert other.status_code == 422
    told = [each.text for each in voting.course_of(session, meeting.assembly.id) if "irrtümlich" in each.text]
    assert len(told) == 1


def test_the_door_offers_neither_going_nor_a_mistake_once_the_minutes_are_signed(
    session: Session, client: FlaskClient
) -> None:
    meeting = a_closed_meeting(session)
    sealed(session, meeting)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/teilnahme/{meeting.assembly.id}/einlass/{meeting.number(0).number}")
    assert "Die Niederschrift ist unterschrieben." in said(page)
    assert ("/geht" in page.text, "/irrtum" in page.text) == (False, False)
