"""A secret vote on demand: who can demand it, how the demand is judged, and that no vote is given openly then."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.rules import MeetingForm, Subject
from app.attendance import actions as attendance
from app.attendance.models import Presence
from app.attendance.rules import LeftWhy, Mode
from app.core.values import Refusal
from app.minutes.queries import sections_of
from app.voting import actions, queries
from app.voting.models import Motion, Poll, SecrecyDemand
from app.voting.rules import (
    AboutDemand,
    Choice,
    CourseKind,
    Demander,
    HallWay,
    MotionKind,
    PollState,
    Secrecy,
    TellerGroup,
    is_granted,
    may_be_told,
)
from tests.attendance.factories import there
from tests.factories import NOW, OFFICE
from tests.shares.factories import a_member
from tests.voting.factories import CHAIR, Meeting, a_meeting, a_stretched_meeting, asked, declared, someone

QUARTER = Fraction(1, 4)
ORGANS = (Demander.BOARD, Demander.SUPERVISORY_BOARD)


def demanded(
    session: Session, meeting: Meeting, by: Demander = Demander.BOARD,
    votes: tuple[int | None, int | None] = (None, None), motion: Motion | None = None,
) -> SecrecyDemand:
    """A secret vote demanded on the item that is on."""
    return actions.demand_secrecy(session, meeting.sitting, meeting.item, motion, by, votes, CHAIR, NOW)


@pytest.mark.parametrize(("votes_for", "votes_against", "is_enough"), [
    (1, 3, True), (1, 4, False), (25, 75, True), (25, 76, False), (0, 0, False), (1, 0, True), (0, 5, False),
])
def test_a_quarter_of_the_votes_cast_on_it_carries_a_demand(
    votes_for: int, votes_against: int, is_enough: bool
) -> None:
    assert is_granted(Demander.MEMBERS, votes_for, votes_against, QUARTER) is is_enough


@pytest.mark.parametrize(("state", "secrecy", "may_be"), [
    (PollState.PREPARED, Secrecy.OPEN, False), (PollState.OPEN, Secrecy.OPEN, True),
    (PollState.OPEN, Secrecy.PAPER_ONLY, False), (PollState.CLOSED, Secrecy.PAPER_ONLY, True),
    (PollState.CLOSED, Secrecy.OPEN, True), (PollState.COUNTED, Secrecy.PAPER_ONLY, False),
])
def test_ballots_of_a_secret_vote_are_told_once_it_is_closed(
    state: PollState, secrecy: Secrecy, may_be: bool
) -> None:
    assert may_be_told(state, secrecy) is may_be


@pytest.mark.parametrize("by", ORGANS)
def test_each_organ_demands_it_by_itself(by: Demander) -> None:
    assert is_granted(by, 0, 0, QUARTER)


def test_what_was_prepared_is_secret_and_on_paper_from_then_on(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    assert demanded(session, meeting, Demander.MEMBERS, (1, 3)).is_granted
    assert (poll.secrecy, poll.hall) == (Secrecy.PAPER_ONLY, HallWay.PAPER)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert poll.state is PollState.OPEN


@pytest.mark.parametrize(("secrecy", "hall"), [
    (Secrecy.OPEN, HallWay.PHONE), (Secrecy.OPEN, HallWay.HAND), (Secrecy.OPEN, HallWay.PAPER),
    (Secrecy.ROLL_CALL, HallWay.PHONE),
])
def test_nothing_else_is_prepared_then_and_the_reason_is_said(
    session: Session, secrecy: Secrecy, hall: HallWay
) -> None:
    meeting = a_meeting(session)
    demanded(session, meeting)
    with pytest.raises(Refusal, match="geheime Abstimmung verlangt"):
        asked(session, meeting, secrecy=secrecy, hall=hall)
    assert asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER).state is PollState.OPEN


def test_too_few_votes_are_recorded_and_change_nothing(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    assert not demanded(session, meeting, Demander.MEMBERS, (1, 4)).is_granted
    assert (poll.secrecy, poll.hall) == (Secrecy.OPEN, HallWay.PHONE)
    assert len(queries.demands_on(session, meeting.item.id)) == 1
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)


def test_the_statute_says_how_many_it_takes(session: Session) -> None:
    meeting = a_meeting(session, statute={"secret_vote_fraction": "1/2"})
    assert not demanded(session, meeting, Demander.MEMBERS, (1, 3)).is_granted
    demand = demanded(session, meeting, Demander.MEMBERS, (2, 2))
    assert (demand.is_granted, demand.share_top, demand.share_base) == (True, 1, 2)


def test_members_say_how_many_of_them_demand_it(session: Session) -> None:
    meeting = a_meeting(session)
    with pytest.raises(AboutDemand, match="wie viele Stimmen"):
        demanded(session, meeting, Demander.MEMBERS)
    with pytest.raises(AboutDemand, match="gibt es nicht"):
        demanded(session, meeting, Demander.MEMBERS, (999_999, 2))
    assert not queries.demands_on(session, meeting.item.id)


def test_a_demand_on_a_motion_is_none_on_the_item(session: Session) -> None:
    meeting = a_meeting(session)
    motion = actions.move_motion(session, meeting.sitting, MotionKind.MAIN, "Vertagen", "Ada", CHAIR, NOW)
    demanded(session, meeting, motion=motion)
    assert queries.is_secrecy_demanded(session, meeting.item.id, motion.id)
    assert not queries.is_secrecy_demanded(session, meeting.item.id, None)
    with pytest.raises(Refusal, match="verlangt"):
        asked(session, meeting, motion_id=motion.id)
    assert asked(session, meeting).secrecy is Secrecy.OPEN


def test_once_voting_has_begun_nothing_becomes_secret(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    with pytest.raises(AboutDemand, match="bevor die Abstimmung eröffnet"):
        demanded(session, meeting)
    actions.void_poll(session, meeting.sitting, poll, "Geheim verlangt", CHAIR, NOW)
    assert demanded(session, meeting).is_granted


def test_after_a_declared_vote_it_can_be_demanded_for_the_next(session: Session) -> None:
    meeting = a_meeting(session)
    first = declared(session, meeting, asked(session, meeting))
    with pytest.raises(AboutDemand, match="schon abgestimmt"):
        demanded(session, meeting)
    second = asked(session, meeting, opened=False)
    demanded(session, meeting)
    assert (first.secrecy, second.secrecy) == (Secrecy.OPEN, Secrecy.PAPER_ONLY)


@pytest.mark.parametrize("form", [MeetingForm.VIRTUAL, MeetingForm.STRETCHED])
def test_where_nobody_is_in_a_hall_the_vote_is_not_opened(session: Session, form: MeetingForm) -> None:
    meeting = a_stretched_meeting(session) if form is MeetingForm.STRETCHED else a_meeting(session, form=form)
    poll = asked(session, meeting, opened=False)
    demanded(session, meeting)
    assert poll.hall is HallWay.PHONE
    with pytest.raises(Refusal, match="Setzen Sie den Punkt ab"):
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert poll.state is PollState.PREPARED


def test_the_course_and_the_minutes_tell_of_it(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.USE_OF_RESULT)
    demanded(session, meeting, Demander.MEMBERS, (2, 5))
    demanded(session, meeting, Demander.SUPERVISORY_BOARD)
    course = [each.text for each in queries.course_of(session, meeting.assembly.id)
              if each.kind is CourseKind.SECRECY_DEMANDED]
    assert [text.partition(";")[0] for text in course] == ["Mitglieder, dafür 2, dagegen 5", "Aufsichtsrat"]
    sections = sections_of(session, meeting.assembly, meeting.sitting)
    told = "\n".join(line for section in sections for line in section.paragraphs)
    assert "Geheime Abstimmung wird um" in told
    assert "Aufsichtsrat" in told


def test_the_database_knows_whether_a_demand_is_carried_and_keeps_it(session: Session) -> None:
    meeting = a_meeting(session)
    demand = demanded(session, meeting, Demander.MEMBERS, (1, 3))
    values = {each.name: getattr(demand, each.name) for each in SecrecyDemand.__table__.columns if each.name != "id"}
    for wrong in ({"is_granted": False}, {"votes_against": 4}, {"demanded_by": Demander.BOARD}):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(insert(SecrecyDemand).values(**values | wrong))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(SecrecyDemand).values(votes_for=2))


def test_the_database_lets_a_prepared_poll_become_secret_and_never_open_again(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, opened=False)
    for values in ({"hall": HallWay.HAND}, {"secrecy": Secrecy.ROLL_CALL}):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(update(Poll).values(**values))
    demanded(session, meeting)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(Poll).values(secrecy=Secrecy.OPEN, hall=HallWay.PHONE))
    other = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    assert other.id != poll.id


def test_who_follows_a_secret_vote_from_elsewhere_and_comes_to_the_hall_is_counted(session: Session) -> None:
    """Its phone tells it to come: the ballot it is given there must find its place on the tellers' sheet."""
    meeting = a_meeting(session)
    online, stays = (someone(session, meeting.assembly, name, mode=Mode.ONLINE) for name in ("Zeder", "Tanne"))
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    assert queries.hall_groups(session, poll) == {(1, False): 3}
    presence = session.scalars(select(Presence).where(Presence.member_id == online.id)).unique().one()
    attendance.leave(session, meeting.assembly, presence, OFFICE, NOW)
    there(session, meeting.assembly, online, at=NOW)
    ballots = TellerGroup(1, False, {Choice.YES: 4, Choice.NO: 0, Choice.ABSTAIN: 0})
    with pytest.raises(Refusal, match="wenn sie geschlossen ist"):
        actions.tell(session, meeting.sitting, poll, [ballots], CHAIR, NOW)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.tell(session, meeting.sitting, poll, [ballots], CHAIR, NOW)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    assert poll.result is not None
    assert poll.result.content["ordinary"]["yes"] == 4
    assert stays.id in {row.member_id for row in queries.roll_of(session, poll.id)}


def test_who_comes_during_a_secret_vote_gives_its_ballot_and_goes_is_counted_and_a_mistake_is_not(
    session: Session
) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    came, gone = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
    late, mistaken = a_member(session, "Zweckverband Silberdistel"), a_member(session, "Stadt Lindenfurt")
    for member, why in ((late, LeftWhy.LEFT), (mistaken, LeftWhy.MISTAKE)):
        presence = there(session, meeting.assembly, member, at=came)
        presence.left_at, presence.left_why, presence.left_recorded_by = gone, why, OFFICE.name
    session.flush()
    actions.close_poll(session, meeting.sitting, poll, CHAIR, gone)
    assert queries.hall_groups(session, poll) == {(1, False): 4}
    on_roll = {row.member_id for row in queries.roll_of(session, poll.id)}
    assert (late.id in on_roll, mistaken.id in on_roll) == (True, False)


def test_who_comes_to_the_hall_after_a_secret_vote_was_closed_has_no_ballot_in_it(session: Session) -> None:
    meeting = a_meeting(session)
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    poll = asked(session, meeting, secrecy=Secrecy.PAPER_ONLY, hall=HallWay.PAPER)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    presence = session.scalars(select(Presence).where(Presence.member_id == online.id)).unique().one()
    later = NOW + timedelta(minutes=1)
    attendance.leave(session, meeting.assembly, presence, OFFICE, later)
    there(session, meeting.assembly, online, at=later)
    assert queries.hall_groups(session, poll) == {(1, False): 3}
