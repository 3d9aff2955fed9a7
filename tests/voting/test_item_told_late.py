"""At an item that was added too late the chair's page warns before the vote (§ 46 (2) GenG; R-GV-06)."""

from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import DispatchKind
from app.voting import actions
from tests.assemblies.factories import an_item
from tests.factories import NOW, TODAY
from tests.minutes.test_proof_of_convocation import notified, told
from tests.voting.factories import CHAIR, Meeting, a_meeting
from tests.voting.test_meeting_pages import the_chair

WARNING = "Ein Mitglied hat die Ergänzung der Tagesordnung zu spät bekommen."


def with_an_addition(session: Session) -> Meeting:
    """A meeting with an item added later, of which one member was told only on the day itself."""
    meeting = a_meeting(session)
    added = an_item(session, meeting.assembly, title="Abberufung")
    addition = told(session, meeting, DispatchKind.ADDITION, receipt_by=TODAY - timedelta(days=8))
    added.announced_by_id = addition.id
    notified(session, addition, meeting.number(0))
    return meeting


def test_the_chairs_page_warns_at_the_item_added_late_and_at_no_other(app: Flask, session: Session) -> None:
    meeting, chair = with_an_addition(session), the_chair(app, session)
    address = f"/abstimmung/{meeting.assembly.id}/leitung"
    assert WARNING not in chair.get(address).text
    actions.call_item(session, meeting.sitting, meeting.assembly.items[1], CHAIR, NOW)
    session.commit()
    assert WARNING in chair.get(address).text
