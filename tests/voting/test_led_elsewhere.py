"""A conference link dies, a room floods: who conducts the meeting leads everybody elsewhere (§ 43b (3), (4) GenG)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Redirection
from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance import actions as attendance
from app.attendance.queries import Ticket
from app.attendance.rules import ENTRY_COOKIE, Mode
from app.core.jobs import Worker
from app.core.outbox import OutgoingMail
from app.core.values import Refusal
from app.minutes import queries as minutes
from app.minutes.actions.printing import facts_of
from app.minutes.rules import lines_of
from app.voting import actions, queries
from app.voting.actions import Whereabouts
from app.voting.rules import CourseKind
from tests.assemblies.factories import with_mail
from tests.factories import NOW, TODAY, sign_in, sign_in_office
from tests.tabs import Tab
from tests.visitors import visitor
from tests.voting.factories import CHAIR, Meeting, a_meeting, a_stretched_meeting, someone
from tests.voting.test_meeting_pages import the_chair

OLD, NEW = "https://alt.example/raum-1", "https://neu.example/raum-2, Kennwort 4711"
HALL, ROOM = "Bürgersaal Altenbruck, Kirchgasse 1, 70997 Altenbruck", "Kleiner Saal, Kirchgasse 1, 70997 Altenbruck"
WHY = "Der Konferenzdienst ist ausgefallen."
LATER = NOW + timedelta(minutes=20)


def with_link(session: Session, meeting: Meeting) -> Meeting:
    """A meeting that is reached by a link."""
    meeting.assembly.access = OLD
    session.flush()
    return meeting


def a_hybrid(session: Session) -> Meeting:
    """A meeting in the hall and by a link, that is on."""
    return with_link(session, a_meeting(session, form=MeetingForm.HYBRID))


def led(session: Session, meeting: Meeting, place: str = HALL, access: str = NEW, tells: bool = False) -> int:
    """The meeting led elsewhere by its chair."""
    at = NOW if tells else LATER
    return actions.redirect(session, meeting.sitting, Whereabouts(place, access), WHY, tells, CHAIR, at)


def test_the_chair_changes_the_access_of_a_meeting_that_is_on_and_who_follows_it_learns_of_it(session: Session) -> None:
    meeting = a_hybrid(session)
    version = meeting.sitting.version
    led(session, meeting)
    assert (meeting.assembly.access, meeting.assembly.redirected_at) == (NEW, LATER)
    assert meeting.sitting.version > version
    newest = queries.course_of(session, meeting.assembly.id, 1)[0]
    assert newest.kind is CourseKind.ACCESS_CHANGED
    assert all(word in newest.text for word in (OLD, NEW, WHY))


def test_the_room_changes_within_its_house_alone(session: Session) -> None:
    meeting = a_hybrid(session)
    led(session, meeting, ROOM, OLD)
    assert meeting.assembly.place == ROOM
    with pytest.raises(Refusal, match="anderes Haus ist eine Verlegung"):
        led(session, meeting, "Stadthalle, Marktplatz 2, 70999 Neubruck", OLD)


def test_nothing_is_led_to_where_it_is_nor_nowhere_nor_without_a_reason(session: Session) -> None:
    meeting = a_hybrid(session)
    with pytest.raises(Refusal, match="Es gibt nichts zu ändern"):
        led(session, meeting, HALL, f" {OLD} ")
    with pytest.raises(Refusal, match="nicht streichen"):
        led(session, meeting, HALL, "")
    with pytest.raises(Refusal, match="Grund"):
        actions.redirect(session, meeting.sitting, Whereabouts(HALL, NEW), " ", False, CHAIR, LATER)


def test_a_meeting_that_is_closed_is_led_nowhere(session: Session, app: Flask) -> None:
    meeting, office = a_hybrid(session), the_chair(app, session).client
    address = f"/abstimmung/{meeting.assembly.id}/zugang"
    actions.close_sitting(session, meeting.sitting, CHAIR, LATER)
    session.flush()
    assert office.get(address).status_code == 409
    sent = {"key": "key-led-closed", "place": HALL, "access": NEW, "reason": WHY}
    assert office.post(address, data=sent).status_code in (409, 422)
    assert session.scalars(select(Redirection)).first() is None


def test_everybody_sees_the_new_access_on_every_page(session: Session, app: Flask) -> None:
    meeting, member = a_hybrid(session), with_mail(session)
    voter = someone(session, meeting.assembly, "Zypresse", Mode.ONLINE)
    ticket = Ticket(meeting.assembly.id, voter.id)
    _entry, browser = attendance.enter(session, meeting.assembly, ticket, voter.party_id, NOW)
    own, device, office = visitor(app), visitor(app), visitor(app)
    sign_in_office(session, office)
    sign_in(session, own, voter.party)
    device.set_cookie(ENTRY_COOKIE, browser)
    number, at = voter.number, meeting.assembly.id
    assert Tab(office, f"/abstimmung/{at}/zugang").send(access=NEW, reason=WHY).status_code == 302
    pages = [
        device.get("/teilnahme/dabei"), device.get(f"/abstimmung/{at}"), own.get(f"/versammlungen/mein/{number}/{at}"),
        own.get(f"/teilnahme/mein/{number}/{at}"), visitor(app).get(f"/teilnahme/einlass/{ticket.token()}"),
        office.get(f"/abstimmung/{at}/leinwand"),
    ]  # fmt: skip
    for each in pages:
        assert each.status_code == 200
        assert "Geändert um " in each.text
        assert "neu.example/raum-2" in each.text
        assert OLD not in each.text
    assert member.party.email not in pages[0].text


def test_the_form_is_found_at_the_leitung_and_by_the_office(session: Session, app: Flask) -> None:
    meeting, office = a_hybrid(session), the_chair(app, session).client
    address = f"/abstimmung/{meeting.assembly.id}/zugang"
    assert address in office.get(f"/abstimmung/{meeting.assembly.id}/leitung").text
    assert address in office.get(f"/versammlungen/{meeting.assembly.id}").text
    assert office.get(f"/versammlungen/{meeting.assembly.id}/berichtigen").location.endswith(address)


def test_a_form_left_open_while_somebody_else_changed_the_access_is_stopped(session: Session, app: Flask) -> None:
    meeting, office = a_hybrid(session), visitor(app)
    sign_in_office(session, office)
    tab = Tab(office, f"/abstimmung/{meeting.assembly.id}/zugang")
    led(session, meeting)
    session.commit()
    answer = tab.send(access="https://dritter.example", reason=WHY)
    session.expire_all()
    assert (answer.status_code, meeting.assembly.access) == (409, NEW)


def test_who_is_not_there_yet_gets_a_mail_and_who_is_there_none(session: Session, worker: Worker) -> None:
    meeting, away = a_hybrid(session), with_mail(session)
    meeting.number(0).party.email = "ada@ahorn.example"
    assert led(session, meeting, tells=True) == 1
    newest = queries.course_of(session, meeting.assembly.id)[-1]
    assert newest.text == "Ein Mitglied, das nicht dabei ist, wird darüber per E-Mail benachrichtigt."
    session.commit()
    worker.run_until_idle()
    mail = session.scalars(select(OutgoingMail).where(OutgoingMail.kind == "assembly_redirected")).one()
    assert mail.to_address == away.party.email
    assert all(word in mail.text for word in (NEW, WHY, "/teilnahme/einlass/"))


def test_a_stretched_meeting_is_led_elsewhere_days_after_its_discussion(session: Session) -> None:
    meeting = with_link(session, a_stretched_meeting(session, discussion=DiscussionForm.VIRTUAL))
    later = NOW + timedelta(days=3)
    actions.redirect(session, meeting.sitting, Whereabouts(HALL, NEW), WHY, False, CHAIR, later)
    assert (meeting.assembly.access, meeting.assembly.meets_on) == (NEW, TODAY)


def test_the_minutes_tell_where_the_meeting_went_and_why(session: Session) -> None:
    meeting = a_hybrid(session)
    led(session, meeting, ROOM)
    course = minutes.happenings_of(session, meeting.assembly, meeting.sitting)
    told = [each for each in lines_of(course, TODAY) if "geändert" in each]
    assert len(told) == 2
    assert f"nun „{ROOM}“. Grund: {WHY}" in told[0]
    assert re.fullmatch(rf"Der Zugang wird um [\d:]+\sUhr geändert. Grund: {WHY}[.]?", told[1])
    assert not any(words in line for line in told for words in (OLD, NEW))
    rows = {row.label: row.text for row in facts_of(session, meeting.assembly, meeting.sitting, LATER, True).rows}
    assert rows["Ort"].startswith(f"{HALL}; ab ")
    assert rows["Ort"].endswith(ROOM)
