"""In a hybrid meeting board and supervisory board are represented in the hall (§ 43b (4) GenG; R-FORM-04)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance import actions, queries
from app.attendance.rules import GuestRole, Mode
from app.organs.rules import Organ
from tests.factories import NOW, OFFICE, a_person, sign_in_office
from tests.organs.factories import an_office
from tests.tabs import said
from tests.voting.factories import a_meeting, a_stretched_meeting, someone


def test_of_a_hybrid_meeting_it_is_told_which_organ_nobody_represents_in_the_hall(session: Session) -> None:
    meeting = a_meeting(session, 0, form=MeetingForm.HYBRID)
    director = someone(session, meeting.assembly, "Erle", mode=Mode.ONLINE)
    supervisor = a_person(session, "Ada", "Fichte")
    an_office(session, director.party)
    an_office(session, supervisor, Organ.SUPERVISORY_BOARD)
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW) == [Organ.BOARD, Organ.SUPERVISORY_BOARD]
    another = someone(session, meeting.assembly, "Kiefer")
    an_office(session, another.party)
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW) == [Organ.SUPERVISORY_BOARD]
    actions.let_guest_in(session, meeting.assembly, "ada fichte", GuestRole.ORGAN, OFFICE, NOW)
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW) == []


def test_in_another_meeting_nobody_asks_for_it(session: Session) -> None:
    meeting = a_meeting(session, 0)
    an_office(session, a_person(session, "Ada", "Fichte"))
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW) == []


def test_of_the_hybrid_discussion_of_a_stretched_one_it_is_told_on_its_day(session: Session) -> None:
    meeting = a_stretched_meeting(session, discussion=DiscussionForm.HYBRID)
    an_office(session, a_person(session, "Ada", "Fichte"))
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW) == [Organ.BOARD]
    assert queries.organs_not_in_hall(session, meeting.assembly, NOW + timedelta(days=2)) == []


def test_the_chair_is_told_so(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session, 1, form=MeetingForm.HYBRID)
    an_office(session, a_person(session, "Ada", "Fichte"))
    meeting.sitting.chair = "Gisbert Ulmenried"
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/abstimmung/{meeting.assembly.id}/leitung").text
    assert "Niemand im Saal: Vorstand" in page


@pytest.mark.parametrize(("form", "in_it"), [(MeetingForm.HYBRID, "im Saal"), (MeetingForm.VIRTUAL, "dabei")])
def test_the_chair_reads_who_of_each_organ_is_in_a_hybrid_or_virtual_meeting(
    session: Session, client: FlaskClient, form: MeetingForm, in_it: str
) -> None:
    meeting = a_meeting(session, 0, form=form)
    online, absent = someone(session, meeting.assembly, "Erle", mode=Mode.ONLINE), a_person(session, "Ada", "Fichte")
    guest = a_person(session, "Ada", "Kiefer")
    for party in (online.party, absent):
        an_office(session, party)
    an_office(session, guest, Organ.SUPERVISORY_BOARD)
    actions.let_guest_in(session, meeting.assembly, "Ada Kiefer", GuestRole.ORGAN, OFFICE, NOW)
    meeting.sitting.chair = "Gisbert Ulmenried"
    session.commit()
    sign_in_office(session, client)
    page = said(client.get(f"/abstimmung/{meeting.assembly.id}/leitung"))
    for each in ("Ada Erle (online)", "Ada Fichte (nicht da)", f"Ada Kiefer ({in_it})"):
        assert each in page


def test_of_a_meeting_in_one_hall_the_chair_sees_that_itself(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session, 0)
    an_office(session, a_person(session, "Ada", "Fichte"))
    session.commit()
    sign_in_office(session, client)
    assert "nicht da" not in client.get(f"/abstimmung/{meeting.assembly.id}/leitung").text
