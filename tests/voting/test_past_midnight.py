"""A meeting of one day that goes on past midnight: its door stays open until the chair closes it (§ 47 (1) GenG)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.assemblies import queries as assemblies
from app.assemblies.models import Dispatch, Notification
from app.assemblies.rules import Channel, MeetingForm
from app.attendance import actions as attendance
from app.attendance import queries as doors
from app.attendance.actions import Arrival, Granted
from app.attendance.models import Guest, Presence
from app.attendance.queries import Ticket
from app.attendance.rules import GuestRole, Mode, ProxyForm
from app.core.formats import local
from app.core.values import NotFound, PartyKind, Refusal
from app.desk.queries import waiting
from app.desk.rules import TaskKind
from app.members.models import Member
from app.voting import actions, queries
from app.voting.actions import Ballots, Given
from app.voting.models import Poll
from tests import calendar
from tests.assemblies.factories import a_convening_house, an_assembly, convened
from tests.factories import NOW, OFFICE, TODAY, a_person, sign_in, sign_in_office
from tests.reports.factories import leaves
from tests.shares.factories import JOINED, a_member
from tests.tabs import said
from tests.voting.factories import CHAIR, YES, Meeting, a_meeting, a_stretched_meeting, asked, declared

LATE = NOW + timedelta(hours=13, minutes=30)
"""Half past midnight."""
TOMORROW = TODAY + timedelta(days=1)


def latecomer(session: Session, name: str = "Nachtigall", first_day: date = JOINED) -> Member:
    """A member that has not come yet."""
    party = a_person(session, "Nora", name)
    return a_member(session, first_day=first_day, kind=PartyKind.NATURAL_PERSON, party=party)


def closed(session: Session, meeting: Meeting) -> None:
    """The chair closes the meeting."""
    actions.close_sitting(session, meeting.sitting, CHAIR, LATE)
    session.flush()
    session.expire_all()


def test_who_comes_and_goes_after_midnight_is_noted_until_the_chair_closes(session: Session) -> None:
    meeting = a_meeting(session)
    late, later = latecomer(session), latecomer(session, "Uhu")
    (presence,) = attendance.arrive(session, meeting.assembly, Arrival(late.party, [late]), OFFICE, LATE)
    attendance.leave(session, meeting.assembly, presence, OFFICE, LATE)
    guest = attendance.let_guest_in(session, meeting.assembly, "Petra Presse", GuestRole.PRESS, OFFICE, LATE)
    assert (presence.left_at, guest.came_at) == (LATE, LATE)
    closed(session, meeting)
    with pytest.raises(Refusal, match="Die Versammlung ist geschlossen; es wird niemand mehr eingelassen"):
        attendance.arrive(session, meeting.assembly, Arrival(later.party, [later]), OFFICE, LATE)


def test_a_meeting_that_was_not_opened_has_no_door_on_the_next_day(session: Session) -> None:
    a_convening_house(session)
    assembly, late = an_assembly(session, TODAY), latecomer(session)
    convened(session, assembly)
    with pytest.raises(Refusal, match="Einlass ist am Tag der Versammlung"):
        attendance.arrive(session, assembly, Arrival(late.party, [late]), OFFICE, LATE)


def test_the_page_of_one_that_was_not_opened_says_where_its_resolutions_are_recorded(
    session: Session, client: FlaskClient
) -> None:
    a_convening_house(session)
    assembly = an_assembly(session, TODAY)
    convened(session, assembly)
    sign_in_office(session, client)
    session.commit()
    address = f"/versammlungen/{assembly.id}"
    assert "eröffnet wurde die Versammlung hier nicht" not in client.get(address).text
    calendar.begin_at(NOW + timedelta(days=1))
    try:
        page = client.get(address).text
    finally:
        calendar.begin_at(NOW)
    assert "eröffnet wurde die Versammlung hier nicht" in page
    assert f'href="/beschluesse/nachtragen?versammlung={assembly.id}"' in page
    assert f'href="/abstimmung/{assembly.id}/uebernehmen"' in page


def test_the_desk_offers_its_door_until_it_is_closed(session: Session) -> None:
    meeting = a_meeting(session)
    assert session.scalars(doors.to_open(TOMORROW)).all() == [meeting.assembly]
    closed(session, meeting)
    assert session.scalars(doors.to_open(TOMORROW)).all() == []


def test_a_voting_phase_ends_with_its_last_day_although_nobody_closed_it(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    assert meeting.assembly.votes_until is not None
    after = meeting.assembly.votes_until + timedelta(days=1)
    assert not assemblies.sits_on(session, meeting.assembly, after)
    assert session.scalars(doors.to_open(after)).all() == []


def only_yes(member_id: int, _poll: Poll) -> list[Given]:
    """What somebody gives for one member."""
    return [Given(member_id, YES)]


def test_who_left_with_the_old_day_votes_no_more_and_who_joined_with_the_new_one_does(session: Session) -> None:
    """Members are who is one at the moment of the vote (R-VOTE-04, R-VOTE-05)."""
    meeting = a_meeting(session)
    leaver, joined = meeting.number(0), latecomer(session, first_day=TOMORROW)
    leaves(session, leaver, TODAY)
    with pytest.raises(Refusal, match="nicht Mitglied"):
        attendance.arrive(session, meeting.assembly, Arrival(joined.party, [joined]), OFFICE, NOW)
    attendance.arrive(session, meeting.assembly, Arrival(joined.party, [joined]), OFFICE, LATE)
    poll = asked(session, meeting, opened=False)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, LATE)
    on_roll = {row.member_id for row in queries.roll_of(session, poll.id)}
    assert (leaver.id in on_roll, joined.id in on_roll) == (False, True)
    answers = actions.cast_together(session, [
        Ballots(meeting.assembly.id, poll.id, partial(only_yes, member.id), LATE, member.party_id)
        for member in (leaver, joined)
    ])
    assert [isinstance(each, Refusal) for each in answers] == [True, False]
    assert doors.without_right(session) == []
    listed = {each.presence.member_id: each for each in doors.attendees(session, meeting.assembly)}
    assert (listed[leaver.id].may_vote, listed[joined.id].may_vote) == (True, True)


def test_of_a_meeting_that_is_over_the_register_of_its_day_is_shown(session: Session) -> None:
    meeting = a_meeting(session)
    closed(session, meeting)
    assert doors.voting_day_at(session, meeting.assembly, LATE) == TODAY
    assert doors.day_of(meeting.assembly, local(LATE).date()) == TODAY


def test_who_goes_home_after_midnight_may_empower_somebody_who_stays(session: Session) -> None:
    meeting = a_meeting(session)
    (there,) = doors.presences_of(session, meeting.assembly.id, meeting.number(0).party_id)
    attendance.leave(session, meeting.assembly, there, OFFICE, LATE)
    facts = Granted(meeting.number(1).party, ProxyForm.SCHRIFTFORM, TOMORROW)
    grant = attendance.grant(session, meeting.assembly, meeting.number(0), facts, OFFICE, LATE)
    assert grant.proxy_id == meeting.number(1).party_id
    closed(session, meeting)
    with pytest.raises(Refusal, match="Daran ändert sich nichts mehr"):
        attendance.grant(session, meeting.assembly, meeting.number(2), facts, OFFICE, LATE)


def test_a_ticket_lets_in_and_votes_after_midnight_until_the_chair_closes(session: Session) -> None:
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    late, poll = latecomer(session), asked(session, meeting)
    ticket = Ticket(meeting.assembly.id, late.id)
    _entry, token = attendance.enter(session, meeting.assembly, ticket, late.party_id, LATE)
    attendance.arrive(session, meeting.assembly, Arrival(late.party, [late], Mode.ONLINE), OFFICE, LATE)
    ballots = Ballots(meeting.assembly.id, poll.id, lambda _poll: [Given(late.id, YES)], LATE, browser=token)
    (receipts,) = actions.cast_together(session, [ballots])
    assert not isinstance(receipts, Refusal)
    assert receipts[0].is_new
    assert doors.entrant(session, token, LATE).party_id == late.party_id
    declared(session, meeting, poll)
    closed(session, meeting)
    with pytest.raises(NotFound):
        doors.entrant(session, token, LATE)


def test_a_letter_with_a_ticket_stays_closed_while_the_meeting_goes_on(session: Session) -> None:
    meeting, late = a_meeting(session), latecomer(session)
    dispatch = session.scalars(select(Dispatch)).unique().first()
    assert dispatch is not None
    letter = IssuedDocument(kind="assembly_invitation", title="", subject=f"member:{late.id}", issued_at=NOW,
                            facts={"ticket": "https://genokontor.example/x"}, standing_reason="")
    session.add(letter)
    session.flush()
    session.add(Notification(dispatch_id=dispatch.id, member_id=late.id, attempt=1, channel=Channel.LETTER,
                             address="", letter_id=letter.id, told_at=NOW))
    session.flush()
    assert assemblies.lets_in(session, letter, TOMORROW)
    closed(session, meeting)
    assert not assemblies.lets_in(session, letter, TOMORROW)


@pytest.fixture
def half_past_midnight() -> Iterator[None]:
    """It is half past midnight."""
    calendar.begin_at(LATE)
    yield
    calendar.begin_at(NOW)


@pytest.mark.usefixtures("half_past_midnight")
def test_the_page_of_the_door_is_open_after_midnight(session: Session, client: FlaskClient) -> None:
    meeting, late = a_meeting(session), latecomer(session)
    session.commit()
    sign_in_office(session, client)
    door = f"/teilnahme/{meeting.assembly.id}/einlass"
    assert "Einlass ist am Tag" not in said(client.get(door))
    data = {"key": "k" * 20, "person": late.party_id, "members": late.id, "mode": "hall"}
    assert client.post(f"{door}/{late.number}/kommt", data=data).status_code == 302
    session.rollback()
    presence = session.scalars(select(Presence).where(Presence.member_id == late.id)).unique().one()
    client.post(f"{door}/anwesend/{presence.id}/geht", data={"key": "l" * 20})
    client.post(f"{door}/gast", data={"key": "m" * 20, "name": "Petra Presse", "role": "press"})
    session.expire_all()
    assert presence.left_at is not None
    assert session.scalars(select(Guest.name)).one() == "Petra Presse"
    actions.close_sitting(session, meeting.sitting, CHAIR, LATE)
    session.commit()
    assert "Einlass ist am Tag der Versammlung, dem 24.11.2026" in said(client.get(door))


@pytest.mark.usefixtures("half_past_midnight")
def test_a_member_finds_the_meeting_on_its_page_after_midnight(session: Session, client: FlaskClient) -> None:
    meeting = a_meeting(session)
    member = meeting.number(0)
    session.commit()
    sign_in(session, client, member.party)
    own = f"/versammlungen/mein/{member.number}/{meeting.assembly.id}"
    assert "Zur Abstimmung" in said(client.get(own))
    actions.close_sitting(session, meeting.sitting, CHAIR, LATE)
    session.commit()
    assert "Zur Abstimmung" not in said(client.get(own))


def test_a_meeting_that_nobody_closed_shuts_its_door_after_the_next_day_and_is_told_on_the_desk(
    session: Session
) -> None:
    meeting, late = a_meeting(session), latecomer(session)
    after, then = TODAY + timedelta(days=2), NOW + timedelta(days=2)
    assert not assemblies.sits_on(session, meeting.assembly, after)
    assert not assemblies.is_coming(session, meeting.assembly, after)
    assert session.scalars(doors.to_open(after)).all() == []
    with pytest.raises(Refusal, match="Einlass ist am Tag der Versammlung"):
        attendance.arrive(session, meeting.assembly, Arrival(late.party, [late]), OFFICE, then)
    facts = Granted(meeting.number(1).party, ProxyForm.SCHRIFTFORM, after)
    with pytest.raises(Refusal, match="Daran ändert sich nichts mehr"):
        attendance.grant(session, meeting.assembly, late, facts, OFFICE, then)
    assert waiting(session, OFFICE, TOMORROW).tasks.get(TaskKind.CLOSE_SITTING) is None
    assert waiting(session, OFFICE, after).tasks[TaskKind.CLOSE_SITTING] == 1
    actions.close_sitting(session, meeting.sitting, CHAIR, then)
    session.flush()
    assert waiting(session, OFFICE, after).tasks.get(TaskKind.CLOSE_SITTING) is None


def test_a_voting_phase_that_nobody_closed_is_told_on_the_desk(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    assert meeting.assembly.votes_until is not None
    last = meeting.assembly.votes_until
    for day, number in ((last, None), (last + timedelta(days=1), 1)):
        assert waiting(session, OFFICE, day).tasks.get(TaskKind.CLOSE_SITTING) == number


def test_a_meeting_is_opened_until_an_hour_after_its_day_and_no_later(session: Session) -> None:
    a_convening_house(session)
    assembly, late = an_assembly(session, TODAY), latecomer(session)
    convened(session, assembly)
    for moment in (LATE + timedelta(minutes=30), NOW + timedelta(days=365)):
        with pytest.raises(Refusal, match="nachträglich wird sie nicht eröffnet"):
            actions.open_sitting(session, assembly, "A", "B", CHAIR, moment)
    actions.open_sitting(session, assembly, "A", "B", CHAIR, LATE)
    (presence,) = attendance.arrive(session, assembly, Arrival(late.party, [late]), OFFICE, LATE)
    assert presence.came_at == LATE


def opens(session: Session, meeting: Meeting, moment: datetime) -> None:
    """The chair opens the poll that was prepared in the meeting."""
    (poll,) = queries.polls_of(session, meeting.assembly.id)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, moment)


def test_no_poll_of_a_forgotten_meeting_is_opened_after_the_next_day(session: Session) -> None:
    meeting = a_meeting(session)
    asked(session, meeting, opened=False)
    for days in (2, 21):
        with pytest.raises(Refusal, match=r"Die Versammlung war am 24\.11\.2026.*Schließen Sie die Versammlung"):
            opens(session, meeting, NOW + timedelta(days=days))
    opens(session, meeting, NOW + timedelta(days=1))


def test_polls_of_a_stretched_meeting_are_opened_until_the_last_day_of_the_voting_and_no_later(
    session: Session,
) -> None:
    meeting = a_stretched_meeting(session)
    asked(session, meeting, opened=False)
    with pytest.raises(Refusal, match=r"Die Abstimmungsphase endete am 29\.11\.2026"):
        opens(session, meeting, NOW + timedelta(days=6))
    opens(session, meeting, NOW + timedelta(days=5))


@pytest.fixture
def two_days_later() -> Iterator[None]:
    """It is two days later."""
    calendar.begin_at(NOW + timedelta(days=2))
    yield
    calendar.begin_at(NOW)


@pytest.mark.usefixtures("two_days_later")
def test_the_page_of_a_meeting_whose_day_is_over_says_so_and_the_desk_leads_to_one_left_open(
    session: Session, client: FlaskClient
) -> None:
    open_one = a_meeting(session)
    never = an_assembly(session, TODAY - timedelta(days=300))
    convened(session, never)
    session.commit()
    sign_in_office(session, client)
    page = client.get(f"/abstimmung/{never.id}/leitung").text
    assert "nachträglich wird sie nicht eröffnet" in page
    assert 'name="chair"' not in page
    desk = client.get("/").text
    assert "niemand hat die Versammlung geschlossen" in desk
    assert f"/abstimmung/{open_one.assembly.id}/leitung" in desk
