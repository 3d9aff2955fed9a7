"""Who comes to the hall while hands or ballots are collected there votes once, itself or through somebody free."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm, Subject
from app.attendance import actions as attendance
from app.attendance import queries as there
from app.attendance.actions import Arrival
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import Mode, ProxyForm
from app.core.values import DeclarationChannel, PartyKind, Refusal
from app.members.models import Member
from app.minutes.queries import barred_in, participations
from app.voting import actions, queries
from app.voting.models import CastVote, Poll
from app.voting.rules import CastChannel, Choice, HallWay, MayNotCast, Secrecy, TellerGroup
from tests.attendance.factories import with_votes
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.organs.factories import an_office
from tests.shares.factories import JOINED, a_member
from tests.voting.factories import (
    CHAIR,
    EARLIER,
    YES,
    Meeting,
    a_meeting,
    asked,
    comes,
    represented,
)

WAYS = pytest.mark.parametrize("hall", [HallWay.HAND, HallWay.PAPER])


def after(minutes: int) -> datetime:
    """So many minutes after the poll was opened."""
    return NOW + timedelta(minutes=minutes)


def a_discharge(session: Session) -> tuple[Meeting, Member]:
    """A meeting on the discharge of the board, one of whose three members here sits on it."""
    meeting = a_meeting(session, subject=Subject.DISCHARGE_BOARD)
    an_office(session, meeting.number(0).party)
    return meeting, meeting.number(0)


def empowering(session: Session, meeting: Meeting, proxy: Member) -> Member:
    """A member that is not there yet and gave a power of attorney."""
    member = a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=a_person(session, "Bodo", "Tann"))
    session.add(ProxyGrant(
        assembly_id=meeting.assembly.id, principal_id=member.id, proxy_id=proxy.party_id, slot=1,
        form=ProxyForm.TEXTFORM, channel=DeclarationChannel.OFFICE, dated_on=TODAY, conditions="", document_name="",
        document_type="", recorded_at=EARLIER, recorded_by=CHAIR.name, revoke_reason="", revoke_recorded_by="",
    ))  # fmt: skip
    session.flush()
    return member


def comes_for(
    session: Session, meeting: Meeting, person: Member, member: Member, at: datetime, mode: Mode = Mode.HALL
) -> Presence:
    """A person comes for a member, by the door."""
    row, = attendance.arrive(session, meeting.assembly, Arrival(person.party, [member], mode), OFFICE, at)
    return row


def goes(session: Session, meeting: Meeting, presence: Presence, at: datetime) -> None:
    """It goes again, by the door."""
    attendance.leave(session, meeting.assembly, presence, OFFICE, at)


def told(session: Session, meeting: Meeting, poll: Poll, yes: int) -> None:
    """The tellers count so many, all of them for it."""
    group = TellerGroup(1, False, {Choice.YES: yes, Choice.NO: 0, Choice.ABSTAIN: 0})
    actions.tell(session, meeting.sitting, poll, [group], CHAIR, after(30))


@WAYS
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_late_member_is_not_barred_because_its_proxy_was(session: Session, hall: HallWay, is_gone: bool) -> None:
    meeting, proxy = a_discharge(session)
    principal = empowering(session, meeting, proxy)
    poll = asked(session, meeting, hall=hall)
    comes_for(session, meeting, proxy, principal, after(5))
    itself = comes_for(session, meeting, principal, principal, after(10))
    if is_gone:
        goes(session, meeting, itself, after(12))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    row, = (each for each in queries.roll_of(session, poll.id) if each.member_id == principal.id)
    assert (row.is_barred, row.caster_name) == (False, "Bodo Tann")
    told(session, meeting, poll, yes=3)
    with pytest.raises(Refusal, match="höchstens abstimmen: 3"):
        told(session, meeting, poll, yes=4)
    assert [each.member_id for each in barred_in(session, poll)] == [proxy.id]


@WAYS
def test_a_member_barred_by_its_proxy_at_the_opening_votes_once_it_comes_itself(
    session: Session, hall: HallWay
) -> None:
    meeting, proxy = a_discharge(session)
    principal = represented(session, meeting, "Tann", proxy)
    poll = asked(session, meeting, hall=hall)
    goes(session, meeting, comes_for(session, meeting, principal, principal, after(10)), after(12))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    told(session, meeting, poll, yes=3)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, after(30))
    actions.declare(session, meeting.sitting, poll, "Entlastet.", CHAIR, after(31))
    assert poll.result is not None
    assert (poll.result.content["entitled"], poll.result.content["barred"]) == (3, 1)
    assert [each.member_id for each in barred_in(session, poll)] == [proxy.id]
    assert queries.is_same_again(session, poll)
    found = {each.name: each.through for each in participations(session, meeting.assembly.id)}
    assert found["Bodo Tann"] == "Bodo Tann"
    assert "Ada Ahorn" not in found


def test_who_stays_barred_through_its_proxy_gives_no_vote(session: Session) -> None:
    meeting, proxy = a_discharge(session)
    represented(session, meeting, "Tann", proxy)
    poll = asked(session, meeting, hall=HallWay.HAND)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    assert (queries.hall_groups(session, poll), len(barred_in(session, poll))) == ({(1, False): 2}, 2)


def a_hybrid(session: Session) -> tuple[Meeting, Member]:
    """A hybrid meeting, and a member that is not there yet."""
    meeting = a_meeting(session, form=MeetingForm.HYBRID)
    party = a_person(session, "Ada", "Zeder")
    return meeting, a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party)


@WAYS
def test_who_voted_in_the_hall_and_goes_online_casts_no_second_vote(session: Session, hall: HallWay) -> None:
    meeting, late = a_hybrid(session)
    poll = asked(session, meeting, hall=hall)
    goes(session, meeting, comes_for(session, meeting, late, late, after(5)), after(6))
    comes_for(session, meeting, late, late, after(8), Mode.ONLINE)
    with pytest.raises(MayNotCast, match="Im Saal"):
        actions.cast(session, meeting.assembly.id, poll.id, [actions.Given(late.id, YES)], late.party_id, after(9))
    assert session.scalars(select(CastVote)).all() == []
    acts = there.acts_for(session, meeting.assembly, late.party_id, after(9))
    mine, = queries.my_votes(session, meeting.assembly, poll, late.party_id, acts, after(9))
    assert "Im Saal" in str(mine.hindrance)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    assert queries.hall_groups(session, poll) == {(1, False): 4}


def test_who_comes_late_and_online_alone_casts_its_vote_there(session: Session) -> None:
    meeting, late = a_hybrid(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    comes_for(session, meeting, late, late, after(8), Mode.ONLINE)
    actions.cast(session, meeting.assembly.id, poll.id, [actions.Given(late.id, YES)], late.party_id, after(9))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    assert session.scalars(select(CastVote.channel)).all() == [CastChannel.ONLINE]
    assert queries.hall_groups(session, poll) == {(1, False): 3}


def test_who_was_in_the_hall_through_somebody_barred_casts_its_vote_online(session: Session) -> None:
    meeting = a_meeting(session, form=MeetingForm.HYBRID, subject=Subject.DISCHARGE_BOARD)
    proxy = meeting.number(0)
    an_office(session, proxy.party)
    principal = empowering(session, meeting, proxy)
    poll = asked(session, meeting, hall=HallWay.HAND)
    comes_for(session, meeting, proxy, principal, after(5))
    comes_for(session, meeting, principal, principal, after(8), Mode.ONLINE)
    given = [actions.Given(principal.id, YES)]
    assert actions.cast(session, meeting.assembly.id, poll.id, given, principal.party_id, after(9))[0].is_new
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    assert queries.hall_groups(session, poll) == {(1, False): 2}


@pytest.mark.parametrize("statute", [{}, {"plural_votes": 3}])
def test_a_closing_asks_as_much_however_many_came_and_went(session: Session, statute: dict[str, int]) -> None:
    def statements_with(members: int) -> int:
        meeting = a_meeting(session, statute=statute)
        poll = asked(session, meeting, hall=HallWay.PAPER, secrecy=Secrecy.PAPER_ONLY)
        for place in range(members):
            member = someone_away(session, f"Kommt{place}")
            presence = comes(session, meeting.assembly, member, member.party, at=after(1 + place))
            goes(session, meeting, presence, after(2 + place))
        seen: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: seen.append(given[2]))
        actions.close_poll(session, meeting.sitting, poll, CHAIR, after(40))
        return len(seen)

    few = statements_with(1)
    session.rollback()
    assert statements_with(6) == few


def someone_away(session: Session, name: str) -> Member:
    """A natural person, member, not there."""
    party = a_person(session, "Ada", name)
    return a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party)


def test_who_came_and_went_is_weighed_as_who_is_there(session: Session) -> None:
    meeting = a_meeting(session, statute={"plural_votes": 3})
    poll, late = asked(session, meeting, hall=HallWay.HAND), someone_away(session, "Zeder")
    with_votes(session, late, 3)
    goes(session, meeting, comes(session, meeting.assembly, late, late.party, at=after(1)), after(2))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, after(20))
    assert queries.hall_groups(session, poll) == {(1, False): 3, (3, False): 1}
