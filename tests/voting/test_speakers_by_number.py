"""A speaker who is entered by number stands in the minutes by name (§ 47 (1) GenG; R-MIN-01)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.formats import member_number
from app.core.values import Refusal
from app.members.models import Member
from app.minutes.queries import sections_of
from app.voting import actions, queries
from tests.factories import NOW, TODAY
from tests.shares.factories import a_member
from tests.tabs import said
from tests.voting.factories import CHAIR, Meeting, a_meeting
from tests.voting.test_meeting_pages import key, the_chair


def called(member: Member) -> str:
    """Name and number of a member."""
    return f"{member.party.display_name} (Nr. {member_number(member.number)})"


def told(session: Session, meeting: Meeting) -> list[str]:
    """What the minutes say in words."""
    sections = sections_of(session, meeting.assembly, meeting.sitting)
    return [line for section in sections for line in section.paragraphs]


@pytest.mark.parametrize("written", ["{number}", " {number} ", "{number:04d}", "Nr. {number}", "nr {number}"])
def test_a_number_is_turned_into_the_members_name(session: Session, written: str) -> None:
    meeting = a_meeting(session)
    member = meeting.number(1)
    typed = written.format(number=member.number)
    speaker = actions.ask_to_speak(session, meeting.sitting, typed, None, NOW)
    assert (speaker.name, speaker.member_id) == (called(member), member.id)
    assert actions.ask_to_speak(session, meeting.sitting, typed, None, NOW) is speaker
    actions.give_floor(session, meeting.sitting, speaker, CHAIR, NOW)
    assert f"Es sprechen: {called(member)}." in told(session, meeting)


@pytest.mark.parametrize("typed", ["4711", "0", "99999999999999999999"])
def test_a_number_that_nobody_has_is_refused(session: Session, typed: str) -> None:
    meeting = a_meeting(session)
    with pytest.raises(Refusal, match="Nennen Sie, wer sprechen möchte"):
        actions.ask_to_speak(session, meeting.sitting, typed, None, NOW)
    assert list(queries.speakers_of(session, meeting.assembly.id)) == []


def test_the_number_of_who_is_no_member_on_the_day_is_refused(session: Session) -> None:
    meeting = a_meeting(session)
    member = a_member(session, "Gemeinde Quellbach", first_day=TODAY + timedelta(days=1))
    with pytest.raises(Refusal, match="gibt es nicht"):
        actions.ask_to_speak(session, meeting.sitting, str(member.number), None, NOW)


def test_a_name_with_a_number_in_it_stays_a_name(session: Session) -> None:
    meeting = a_meeting(session)
    assert actions.ask_to_speak(session, meeting.sitting, "Haus 9 e. V.", None, NOW).name == "Haus 9 e. V."


def test_the_chair_reads_at_the_form_that_nobody_has_a_number(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    session.commit()
    chair = the_chair(app, session)
    answer = chair.post(f"/abstimmung/{meeting.assembly.id}/redeliste", data={**key(), "name": "4711"})
    assert answer.status_code == 422
    assert "Ein Mitglied mit der Nummer 4711 gibt es nicht." in said(answer)
