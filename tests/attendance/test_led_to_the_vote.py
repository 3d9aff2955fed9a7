"""Who acts for two takes part online and is led to the vote, as who acts for one (§ 43b (1) GenG; R-FORM-01)."""

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.attendance.queries import Ticket
from tests.tabs import said
from tests.visitors import visitor
from tests.voting.factories import a_meeting, asked
from tests.voting.test_after_closing import latecomer


def test_who_takes_part_is_led_to_the_ballot_and_the_inside_says_that_a_vote_is_on(
    app: Flask, session: Session
) -> None:
    meeting, late = a_meeting(session, form=MeetingForm.VIRTUAL), latecomer(session)
    session.commit()
    phone, ticket = visitor(app), f"/teilnahme/einlass/{Ticket(meeting.assembly.id, late.id).token()}"
    phone.post(ticket, data={"key": "key-entering", "person": late.party_id})
    joined = phone.post("/teilnahme/dabei/teilnehmen", data={"key": "key-joining", "members": [late.id]})
    assert joined.location == f"/abstimmung/{meeting.assembly.id}"
    assert "Es wird abgestimmt." not in said(phone.get("/teilnahme/dabei"))
    asked(session, meeting)
    session.commit()
    assert "Es wird abgestimmt." in said(phone.get("/teilnahme/dabei"))
