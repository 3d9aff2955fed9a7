"""A door says plainly why it is shut: called off, or the days of voting are over (§ 43b (1) no. 4, § 47 (1) GenG)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.actions import Way
from app.assemblies.rules import AssemblyState, DiscussionForm, MeetingForm
from app.attendance.rules import Held, check_door_open
from app.core.values import Refusal
from tests.assemblies.factories import a_reachable_house, invited
from tests.attendance.test_online import as_member
from tests.factories import NOW, OFFICE, TODAY, sign_in_office
from tests.tabs import said
from tests.voting.factories import a_stretched_meeting, asked


def test_after_the_voting_phase_who_comes_is_told_that_it_ended_and_not_to_come_on_a_day_that_is_over() -> None:
    held = Held(AssemblyState.CONVENED, MeetingForm.STRETCHED, TODAY, TODAY + timedelta(days=7), DiscussionForm.HYBRID)
    check_door_open(held, TODAY + timedelta(days=7))
    with pytest.raises(Refusal, match="Abgestimmt werden konnte bis zum"):
        check_door_open(held, TODAY + timedelta(days=8))


def test_the_door_of_a_meeting_called_off_lets_nobody_be_looked_for(session: Session, client: FlaskClient) -> None:
    a_reachable_house(session)
    assembly = invited(session).assembly
    assemblies.cancel(session, assembly.id, "Der Saal ist gesperrt.", Way(), OFFICE, NOW)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/teilnahme/{assembly.id}/einlass")
    assert "Diese Versammlung ist abgesagt. Der Saal ist gesperrt." in said(page)
    assert 'role="search"' not in page.text


def test_the_door_of_a_meeting_that_was_not_held_says_so(session: Session, client: FlaskClient) -> None:
    assembly, _people, _address = as_member(session, client)
    assembly.state, assembly.end_reason = AssemblyState.NOT_HELD, "Unwetter."
    assembly.ended_at, assembly.ended_by = NOW, OFFICE.name
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/teilnahme/{assembly.id}/einlass"))
    assert "Diese Versammlung hat nicht stattgefunden. Unwetter." in page
    assert "abgesagt" not in page


def test_of_an_assembly_called_off_no_page_gives_a_ticket(session: Session, client: FlaskClient) -> None:
    assembly, _people, address = as_member(session, client)
    assembly.state, assembly.end_reason = AssemblyState.CANCELLED, "Der Saal ist gesperrt."
    assembly.ended_at, assembly.ended_by = NOW, OFFICE.name
    session.commit()
    page = client.get(address)
    assert "Diese Versammlung ist abgesagt. Der Saal ist gesperrt." in said(page)
    assert "ticket-code" not in page.text
    refused = client.get(f"{address}/einlasskarte.pdf")
    assert (refused.status_code, "keine Einlasskarten mehr" in said(refused)) == (409, True)


def test_where_all_vote_on_devices_nobody_is_offered_a_ballot_on_paper(session: Session, client: FlaskClient) -> None:
    meeting = a_stretched_meeting(session)
    poll = asked(session, meeting)
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/abstimmung/{meeting.assembly.id}/{poll.id}/stimmzettel"))
    assert "Wer keines hat, stimmt durch eine bevollmächtigte Person ab." in page
    assert "Wer im Saal kein Gerät hat" not in page
