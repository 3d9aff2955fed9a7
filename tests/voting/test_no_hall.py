"""A meeting without a hall offers only how one votes from afar (§ 43b (1), (3) GenG; R-FORM-03, R-FORM-05)."""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.attendance.rules import Mode
from app.voting import queries
from app.voting.rules import HallWay, Secrecy, halls_for, has_hall, secrecies_for
from tests.assemblies.factories import a_convening_house
from tests.attendance.factories import a_meeting as convoked
from tests.tabs import said
from tests.voting.factories import Meeting, a_meeting, a_stretched_meeting, asked, someone
from tests.voting.test_meeting_pages import key, the_chair, visitor

WITHOUT = [MeetingForm.VIRTUAL, MeetingForm.STRETCHED]


def a_meeting_in(session: Session, form: MeetingForm) -> Meeting:
    """A meeting of this form, opened, with an item called."""
    return a_stretched_meeting(session) if form is MeetingForm.STRETCHED else a_meeting(session, form=form)


def offered(page: str, name: str) -> list[str]:
    """What a form lets choose, or sends without asking."""
    return re.findall(rf'<input[^>]*name="{name}"[^>]*value="(\w+)"', page)


@pytest.mark.parametrize("form", list(MeetingForm))
def test_hands_and_paper_are_for_meetings_with_a_hall(form: MeetingForm) -> None:
    is_remote = form in WITHOUT
    assert has_hall(form) is not is_remote
    assert halls_for(form) == ((HallWay.PHONE,) if is_remote else tuple(HallWay))
    assert (Secrecy.PAPER_ONLY in secrecies_for(form)) is not is_remote
    assert {Secrecy.OPEN, Secrecy.ROLL_CALL} <= set(secrecies_for(form))


@pytest.mark.parametrize("form", WITHOUT)
def test_without_a_hall_a_vote_is_prepared_for_devices_alone(app: Flask, session: Session, form: MeetingForm) -> None:
    meeting = a_meeting_in(session, form)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"
    page = chair.get(at)
    assert offered(page.text, "hall") == ["phone"]
    assert offered(page.text, "secrecy") == ["open", "roll_call"]
    assert ("Mit Handzeichen" in page.text, "Auf Papier" in page.text) == (False, False)
    asks = {"question": "Wird festgestellt?", "method": "yes_no", "secrecy": "open", "hall": "phone", "motion": "0"}
    for wrong in ({"hall": "hand"}, {"hall": "paper", "secrecy": "paper_only"}):
        assert chair.post(at, data={**key(), **asks, **wrong}).status_code == 422
    assert queries.polls_of(session, meeting.assembly.id) == []
    session.rollback()
    sent = {**key(), **asks}
    assert [chair.post(at, data=sent).status_code for _twice in range(2)] == [302, 302]
    (poll,) = queries.polls_of(session, meeting.assembly.id)
    assert (poll.hall, poll.secrecy) == (HallWay.PHONE, Secrecy.OPEN)


@pytest.mark.parametrize("form", WITHOUT)
def test_without_a_hall_nobody_is_sent_to_hand_out_ballots(app: Flask, session: Session, form: MeetingForm) -> None:
    meeting = a_meeting_in(session, form)
    poll = asked(session, meeting, opened=False)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    assert "im Saal: " not in said(chair.get(f"{at}/leitung"))
    assert chair.post(f"{at}/{poll.id}/eroeffnen", data=key()).status_code == 302
    lead = chair.get(f"{at}/leitung")
    assert "Abstimmung schließen" in lead.text
    assert (f"{poll.id}/stimmzettel" in lead.text, "<dt>Im Saal</dt>" in lead.text) == (False, False)


def test_with_a_hall_all_ways_are_offered(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}/punkte/{meeting.item.id}/frage"
    page = chair.get(at).text
    assert (offered(page, "hall"), len(offered(page, "secrecy"))) == (["phone", "hand", "paper"], 3)
    refused = chair.post(at, data={**key(), "question": "Wird festgestellt?", "method": "yes_no", "motion": "0",
                                   "secrecy": "paper_only", "hall": "hand"})
    assert (refused.status_code, "Geheim wird hier nur auf Papier abgestimmt." in refused.text) == (422, True)


@pytest.mark.parametrize("form", WITHOUT)
def test_without_a_hall_nobody_is_told_of_paper_once_secrecy_is_demanded(
    app: Flask, session: Session, form: MeetingForm
) -> None:
    meeting = a_meeting_in(session, form)
    poll = asked(session, meeting, opened=False)
    guest = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    sent = {**key(), "matter": "0", "by": "board"}
    assert chair.post(f"{at}/punkte/{meeting.item.id}/geheim", data=sent).status_code == 302
    refused = said(chair.post(f"{at}/{poll.id}/eroeffnen", data=key(), follow_redirects=True))
    lead, phone = said(chair.get(f"{at}/leitung")), said(visitor(app, session, guest.party).get(at))
    for page in (lead, refused, phone):
        assert ("Papier" in page, "niemand im Saal" in page, "Kommen Sie in den Saal" in page) == (False, False, False)
    assert "eine geheime elektronische Abstimmung gibt es hier nicht" in refused
    assert lead.count("Setzen Sie den Punkt ab und nehmen Sie ihn in eine Versammlung mit Saal auf.") >= 1
    assert "Geheime Abstimmung verlangt" in phone
    assert "Über diesen Punkt wird hier nicht abgestimmt, solange das Verlangen besteht." in phone


@pytest.mark.parametrize(("form", "says_ballots"), [(MeetingForm.VIRTUAL, False), (MeetingForm.HYBRID, True)])
def test_before_it_is_opened_ballots_to_print_are_promised_where_a_hall_is(
    app: Flask, session: Session, form: MeetingForm, says_ballots: bool
) -> None:
    a_convening_house(session)
    assembly = convoked(session, form=form, access="https://videoraum.example/gv")
    session.commit()
    page = said(the_chair(app, session).get(f"/abstimmung/{assembly.id}/leitung"))
    assert ("Stimmzettel" in page, "was zu tun ist, wenn die Technik ausfällt" in page) == (
        says_ballots, not says_ballots
    )
