"""Who may object to a resolution: who appeared, in a voting phase too, and the same everywhere (§ 51 (2); R-CHL-02)."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.attendance.queries import Ticket
from app.attendance.rules import Mode
from app.core.values import Actor
from app.members.models import Member
from app.minutes import queries as minutes
from app.parties.models import Party
from app.voting import actions, queries
from app.voting.models import Objection
from app.voting.rules import AboutObjector
from tests.factories import NOW
from tests.tabs import Tab, said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, asked, comes
from tests.voting.phases import AFTER, LAST, a_phase, votes

pytestmark = pytest.mark.usefixtures("at_its_end")


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A voting phase whose first item the first member voted on, and whose result is declared after it."""
    meeting = a_phase(session)
    poll = asked(session, meeting)
    votes(session, poll, meeting.number(0))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, AFTER)
    actions.declare(session, meeting.sitting, poll, "Angenommen.", CHAIR, AFTER)
    return meeting


def objects(session: Session, meeting: Meeting, member: Member, by: Party | None) -> Objection:
    """A member objects, online through somebody or at the desk."""
    actor = Actor(by.display_name, party_id=by.id) if by else CHAIR
    party_id = by.id if by else None
    return actions.object_to(session, meeting.sitting, meeting.item, member, "Zu spät.", party_id, actor, AFTER)


def test_who_never_appeared_in_a_voting_phase_objects_neither_online_nor_at_the_desk(
    session: Session, meeting: Meeting
) -> None:
    absent = meeting.number(1)
    for by in (absent.party, None):
        with pytest.raises(AboutObjector, match="zu Unrecht nicht zugelassen"):
            objects(session, meeting, absent, by)
    assert not queries.objections_of(session, meeting.assembly.id)


def test_who_voted_came_or_asked_to_speak_objects_and_stands_among_those_who_may_challenge(
    session: Session, meeting: Meeting
) -> None:
    """Online one appears as well (§ 43b (7) GenG; R-FORM-07)."""
    voted, came, spoke = meeting.members
    comes(session, meeting.assembly, came, came.party, mode=Mode.ONLINE, at=NOW)
    actions.ask_to_speak(session, meeting.sitting, spoke.party.display_name, spoke.id, LAST)
    for each in meeting.members:
        objects(session, meeting, each, each.party)
    challenge = minutes.challenge_of(session, meeting.assembly, meeting.sitting)
    assert [each.member_id for each in challenge.objectors] == [voted.id, came.id, spoke.id]


def test_who_first_asks_for_the_floor_when_the_voting_is_over_did_not_appear_by_that(
    session: Session, meeting: Meeting
) -> None:
    late = meeting.number(1)
    actions.ask_to_speak(session, meeting.sitting, late.party.display_name, late.id, AFTER)
    with pytest.raises(AboutObjector):
        objects(session, meeting, late, late.party)


def test_the_ballot_says_to_who_never_appeared_what_there_is_beside_an_objection(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    absent = meeting.number(1)
    session.commit()
    phone, at = visitor(app), f"/abstimmung/{meeting.assembly.id}"
    assert Tab(phone, f"/teilnahme/einlass/{Ticket(meeting.assembly.id, absent.id).token()}").send().status_code == 302
    page = phone.get(at)
    assert "Widersprechen kann nur, wer erschienen ist" in said(page)
    assert "widerspruch\"" not in page.text
    sent = phone.post(f"{at}/widerspruch", data={
        "key": "a" * 32, "member": str(absent.id), "item": str(meeting.item.id), "text": "",
    })
    assert sent.status_code == 422
    assert "zu Unrecht nicht zugelassen" in said(sent)
    session.rollback()
    assert not queries.objections_of(session, meeting.assembly.id)
