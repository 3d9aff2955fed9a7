"""Who comes after picture and sound were lost: by ticket into a break, into a vote that runs, and by letter before.

§ 43b (2) to (4), § 51 (2a) GenG; R-GV-09, R-VOTE-04, R-FORM-02 to R-FORM-04, R-CHL-03.
"""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies import actions as assemblies
from app.assemblies.actions import Whereabouts
from app.assemblies.rules import MeetingForm
from app.attendance import queries
from app.attendance.queries import Ticket
from app.core import clock, links
from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.members.models import Member
from app.minutes.queries import sections_of
from app.voting import actions
from app.voting.models import PollRoll
from tests.assemblies.factories import DIRECTLY
from tests.assemblies.test_streaming_lost import LATER, WHY, a_streamed_one, struck
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in
from tests.shares.factories import a_member
from tests.tabs import Tab, said
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, asked, casts
from tests.voting.test_meeting_pages import the_chair

LINK = "https://versammlung.morgenau.example"


def a_newcomer(session: Session, meeting: Meeting) -> tuple[Member, str]:
    """Somebody admitted after the assembly was convened; the address that its ticket opens."""
    member = a_member(session, first_day=TODAY - timedelta(days=1), party=a_person(session, "Nele", "Neuhaus"))
    return member, f"/teilnahme/einlass/{Ticket(meeting.assembly.id, member.id, member.party_id).token()}"


def a_remote_meeting(session: Session, form: MeetingForm) -> Meeting:
    """A meeting that is also, or only, in picture and sound, with three members there."""
    meeting = a_meeting(session, 3, form=form)
    meeting.assembly.access = f"Bild und Ton unter {LINK}"
    session.flush()
    return meeting


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.HYBRID])
def test_who_comes_into_the_break_after_the_failure_votes_with_the_others_anew(
    app: Flask, session: Session, client: FlaskClient, form: MeetingForm
) -> None:
    meeting = a_remote_meeting(session, form)
    lost = asked(session, meeting)
    casts(session, lost, meeting.number(0), YES)
    actions.void_poll(session, meeting.sitting, lost, "Bild und Ton sind ausgefallen.", CHAIR, NOW)
    actions.take_break(session, meeting.sitting, CHAIR, NOW + timedelta(minutes=2))
    _newcomer, ticket = a_newcomer(session, meeting)
    session.commit()
    assert LINK in client.get(ticket).text
    assert Tab(client, ticket).send().location == f"/abstimmung/{meeting.assembly.id}"
    page = client.get(f"/abstimmung/{meeting.assembly.id}")
    assert "Pause Seit 11:02 Uhr. Diese Seite zeigt von selbst, wenn es weitergeht." in said(page)
    assert (LINK in page.text, LINK in client.get("/teilnahme/dabei").text) == (True, True)
    session.rollback()
    poll = asked(session, meeting, opened=False)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, clock.now())
    assert len(session.scalars(select(PollRoll).where(PollRoll.poll_id == poll.id)).all()) == 4
    session.commit()
    assert "Auswahl prüfen" in client.get(f"/abstimmung/{meeting.assembly.id}").text
    session.rollback()
    told = [text for each in sections_of(session, meeting.assembly, meeting.sitting)
            for stretch in each.stretches for text in stretch.paragraphs]
    assert [text for text in told if "Bild und Ton sind ausgefallen" in text]
    assert [text for text in told if "unterbrochen" in text]


def test_who_comes_while_is_voted_is_told_to_the_chair_before_it_closes(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    meeting = a_remote_meeting(session, MeetingForm.HYBRID)
    poll = asked(session, meeting)
    newcomer, ticket = a_newcomer(session, meeting)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    came = "1 Mitglied ist seit der Eröffnung gekommen und kann noch abstimmen."
    assert came not in said(chair.get(f"{at}/leitung"))
    Tab(client, ticket).send()
    assert came in said(chair.get(f"{at}/leitung"))
    assert "Auswahl prüfen" in client.get(at).text
    assert client.post(f"{at}/{poll.id}/abgeben", data={f"m{newcomer.id}": "yes"}).status_code == 302
    assert came not in said(chair.get(f"{at}/leitung"))


def test_who_joins_after_the_streaming_was_struck_is_told_that_it_falls_away(
    session: Session, client: FlaskClient, worker: Worker
) -> None:
    """The invitation is the one that everybody had; what corrects it comes with it, and no page sends anybody there."""
    assembly = a_streamed_one(session, access=f"Zu sehen unter {LINK}")
    session.commit()
    worker.run_until_idle()
    struck(session)
    assemblies.correct(session, assembly.id, Whereabouts(assembly.place, assembly.access), WHY, DIRECTLY, OFFICE, LATER)
    party = a_person(session, "Nele", "Neuhaus", email="nele@neuhaus.example")
    member = a_member(session, first_day=TODAY, party=party)
    assemblies.invite_newcomers(session, OFFICE, LATER + timedelta(hours=1))
    session.commit()
    Worker(worker.handlers, lambda: LATER + timedelta(hours=2)).run_until_idle()
    mine = select(OutgoingMail).where(OutgoingMail.to_address == party.email).order_by(OutgoingMail.id)
    convened, corrected = session.scalars(mine)
    assert "in Bild und Ton" in convened.text
    assert "Übertragung: bisher in Bild und Ton, richtig entfällt" in corrected.text
    sign_in(session, client, party)
    for room in ("teilnahme", "versammlungen"):
        assert "Übertragung in Bild und Ton" not in client.get(f"/{room}/mein/{member.number}/{assembly.id}").text
    assert "Übertragung in Bild und Ton" not in client.get(queries.ticket_address(
        Ticket(assembly.id, member.id)).removeprefix(links.absolute(""))).text
