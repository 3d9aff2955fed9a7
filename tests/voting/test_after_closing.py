"""After the chair closed a meeting: nobody is let in, and the lists tell who was there until then (§ 47 GenG)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm
from app.attendance import actions as attendance
from app.attendance import queries as doors
from app.attendance.actions import Arrival, Granted, Joining
from app.attendance.models import Entry, Guest, Presence, ProxyGrant
from app.attendance.queries import Ticket
from app.attendance.rules import GuestRole, Mode, ProxyForm
from app.core import clock
from app.core.values import PartyKind, Refusal
from app.members.models import Member
from app.voting import actions
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.shares.factories import JOINED, a_member
from tests.statements import statements
from tests.tabs import said
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, a_meeting, represented

CLOSED, LATE = NOW + timedelta(hours=2), NOW + timedelta(hours=3)
KEY = "key-after-closing"


def latecomer(session: Session, name: str = "Nachtigall") -> Member:
    """A member that has not come yet."""
    party = a_person(session, "Nora", name)
    return a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party)


def a_closed_meeting(session: Session) -> Meeting:
    """A meeting in the hall and online that its chair closed an hour ago."""
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    actions.close_sitting(session, meeting.sitting, CHAIR, CLOSED)
    session.flush()
    session.expire_all()
    return meeting


def test_after_the_closing_nobody_comes_to_the_hall_online_or_as_a_guest(session: Session) -> None:
    meeting, late = a_meeting(session, form=MeetingForm.HYBRID), latecomer(session)
    ticket = Ticket(meeting.assembly.id, late.id)
    _entry, browser = attendance.enter(session, meeting.assembly, ticket, late.party_id, NOW)
    actions.close_sitting(session, meeting.sitting, CHAIR, CLOSED)
    session.flush()
    session.expire_all()
    for mode in (Mode.HALL, Mode.ONLINE):
        with pytest.raises(Refusal, match="Die Versammlung ist geschlossen; es wird niemand mehr eingelassen"):
            attendance.arrive(session, meeting.assembly, Arrival(late.party, [late], mode), OFFICE, LATE)
    with pytest.raises(Refusal, match="geschlossen"):
        attendance.enter(session, meeting.assembly, ticket, late.party_id, LATE)
    with pytest.raises(Refusal, match="geschlossen"):
        attendance.let_guest_in(session, meeting.assembly, "Petra Presse", GuestRole.PRESS, OFFICE, LATE)
    (answer,) = attendance.join_together(session, [Joining(browser, [late.id], LATE)])
    assert isinstance(answer, Refusal)
    facts = Granted(meeting.number(1).party, ProxyForm.SCHRIFTFORM, TODAY)
    with pytest.raises(Refusal, match="geschlossen"):
        attendance.grant(session, meeting.assembly, meeting.number(0), facts, OFFICE, LATE)
    assert session.scalars(select(Guest)).all() == []
    assert len(doors.attendees(session, meeting.assembly)) == len(meeting.members)


def test_who_is_noted_going_after_the_closing_was_there_until_then(session: Session) -> None:
    meeting = a_meeting(session)
    guest = attendance.let_guest_in(session, meeting.assembly, "Petra Presse", GuestRole.PRESS, OFFICE, NOW)
    actions.close_sitting(session, meeting.sitting, CHAIR, CLOSED)
    session.flush()
    session.expire_all()
    (there,) = doors.presences_of(session, meeting.assembly.id, meeting.number(0).party_id)
    attendance.leave(session, meeting.assembly, there, OFFICE, LATE)
    attendance.let_guest_out(session, meeting.assembly, guest, OFFICE, LATE)
    assert (there.left_at, guest.left_at) == (CLOSED, CLOSED)


def test_a_presence_entered_by_mistake_is_taken_back_after_the_closing_too(session: Session) -> None:
    meeting = a_closed_meeting(session)
    (there,) = doors.presences_of(session, meeting.assembly.id, meeting.number(0).party_id)
    attendance.take_back(session, meeting.assembly, there, "Verwechselt", OFFICE, LATE)
    listed = {each.presence.member_id for each in doors.attendees(session, meeting.assembly)}
    assert listed == {each.id for each in meeting.members[1:]}


def test_the_door_says_that_the_meeting_is_closed_and_offers_nothing(app: Flask, session: Session) -> None:
    meeting, late = a_closed_meeting(session), latecomer(session)
    session.commit()
    office = app.test_client()
    sign_in_office(session, office)
    for address in ("", f"/{late.number}"):
        page = office.get(f"/teilnahme/{meeting.assembly.id}/einlass{address}")
        assert "Die Versammlung ist seit" in said(page)
        assert ("Einlassen" in page.text, "Ohne Stimme einlassen" in page.text) == (False, False)
    data = {"key": KEY, "person": late.party_id, "members": [late.id], "mode": "hall"}
    answer = office.post(f"/teilnahme/{meeting.assembly.id}/einlass/{late.number}/kommt", data=data)
    assert (answer.status_code, "es wird niemand mehr eingelassen" in said(answer)) == (422, True)
    assert len(session.scalars(select(Presence)).unique().all()) == len(meeting.members)


def test_whose_ticket_let_it_in_reads_on_its_device_that_the_meeting_is_closed(app: Flask, session: Session) -> None:
    meeting, late = a_meeting(session, form=MeetingForm.HYBRID), latecomer(session)
    session.commit()
    phone, ticket = visitor(app), f"/teilnahme/einlass/{Ticket(meeting.assembly.id, late.id).token()}"
    phone.post(ticket, data={"key": KEY, "person": late.party_id})
    join = {"key": KEY, "members": [late.id]}
    phone.post("/teilnahme/dabei/teilnehmen", data=join)
    assert "Sie sind in der Versammlung" in said(phone.get("/teilnahme/dabei"))
    session.expire_all()
    actions.close_sitting(session, meeting.sitting, CHAIR, clock.now())
    session.commit()
    inside = said(phone.get("/teilnahme/dabei"))
    assert "Die Versammlung ist seit" in inside
    assert ("Sie sind in der Versammlung" in inside, "Sie waren dabei für" in inside) == (False, True)
    ballot = phone.get(f"/abstimmung/{meeting.assembly.id}")
    assert (ballot.status_code, "Die Versammlung ist geschlossen" in ballot.text) == (200, True)
    assert "Eingelassen wird niemand mehr" in said(phone.get(ticket))
    refused = visitor(app).post(ticket, data={"key": KEY + "2", "person": late.party_id})
    assert (refused.status_code, "Eingelassen wird niemand mehr" in said(refused)) == (422, True)
    assert len(session.scalars(select(Entry)).unique().all()) == 1


def test_that_it_is_closed_is_read_with_the_assembly_and_asked_by_no_statement_of_its_own(session: Session) -> None:
    assembly_id = a_closed_meeting(session).assembly.id
    session.expunge_all()
    with statements() as asked:
        assembly = doors.get_meeting(session, assembly_id)
        assert doors.held_on(session, assembly, TODAY).is_closed
    assert len(asked) == 1


def test_a_member_is_offered_no_power_of_attorney_after_the_closing(app: Flask, session: Session) -> None:
    meeting = a_closed_meeting(session)
    member = meeting.number(0)
    session.commit()
    client = app.test_client()
    sign_in(session, client, member.party)
    page = client.get(f"/teilnahme/mein/{member.number}/{meeting.assembly.id}")
    assert (page.status_code, "Vollmacht erteilen" in page.text) == (200, False)


def test_the_desk_no_longer_offers_the_door_of_a_closed_meeting_on_its_day(session: Session) -> None:
    meeting = a_meeting(session)
    assert session.scalars(doors.to_open(TODAY)).all() == [meeting.assembly]
    actions.close_sitting(session, meeting.sitting, CHAIR, CLOSED)
    assert session.scalars(doors.to_open(TODAY)).all() == []


def test_the_paper_of_a_power_of_attorney_is_filed_after_the_closing_too_and_nothing_else_of_it_changes(
    app: Flask, session: Session
) -> None:
    meeting = a_meeting(session)
    represented(session, meeting, "Tanne", by=meeting.number(0))
    actions.close_sitting(session, meeting.sitting, CHAIR, CLOSED)
    session.commit()
    session.expire_all()
    office, grant = app.test_client(), session.scalars(select(ProxyGrant)).unique().one()
    sign_in_office(session, office)
    page = said(office.get(f"/teilnahme/{meeting.assembly.id}/vollmachten/{grant.id}"))
    assert ("Beleg nachreichen" in page, "Vollmacht beenden" in page) == (True, False)
