"""Members without a device beside those who vote on theirs: on paper, in writing, aloud; nobody votes twice."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.attendance import queries as attendance
from app.attendance.rules import Mode
from app.core.journal import JournalDetails
from app.core.values import Refusal
from app.members.models import Member
from app.members.rules import MemberClass
from app.minutes.queries import participations
from app.voting import actions, queries
from app.voting.models import CastVote, PaperBallot, Poll, PollRoll
from app.voting.rules import AboutBallot, HallWay, MayNotCast, Outcome, Secrecy, TellerGroup, tells_a_voter
from tests.attendance.factories import with_votes
from tests.factories import NOW
from tests.organs.factories import an_office
from tests.voting.factories import (
    ABSTAIN,
    CHAIR,
    NO,
    YES,
    Meeting,
    a_meeting,
    asked,
    casts,
    declared,
    represented,
    someone,
)

SOON = NOW + timedelta(minutes=1)


def handed(session: Session, meeting: Meeting, poll: Poll, member: Member, others: bool = True) -> list[str]:
    """Who gets a ballot when a member asks for one."""
    rows = actions.hand_out(session, meeting.sitting, poll, member, others, CHAIR, NOW)
    return [row.name for row in rows]


def told(session: Session, meeting: Meeting, poll: Poll, **number: int) -> None:
    """The tellers count the ballots of members with one vote."""
    words = {"yes": YES, "no": NO, "abstain": ABSTAIN}
    group = TellerGroup(1, False, {words[word]: each for word, each in number.items()})
    actions.tell(session, meeting.sitting, poll, [group], CHAIR, SOON, "Es kommt ein anderer Zettel.")


def test_paper_and_phones_give_one_result(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    for member in meeting.members[1:]:
        casts(session, poll, member, NO)
    turnout = queries.turnout_of(session, poll)
    assert (turnout.entitled, turnout.given, turnout.on_paper, turnout.left) == (3, 2, 1, 0)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, SOON)
    with pytest.raises(Refusal, match="fehlen noch"):
        actions.count_poll(session, meeting.sitting, poll, CHAIR, SOON)
    with pytest.raises(Refusal, match="höchstens abstimmen: 1"):
        told(session, meeting, poll, yes=2)
    told(session, meeting, poll, yes=1)
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, SOON)
    assert result.content["ordinary"] == {"yes": 1, "no": 2, "abstain": 0, "invalid": 0}
    assert (result.outcome, queries.is_same_again(session, poll)) == (Outcome.REJECTED, True)


def test_who_has_a_ballot_casts_on_no_device_and_who_cast_gets_none(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    with pytest.raises(MayNotCast, match="Stimmzettel ausgegeben"):
        casts(session, poll, meeting.number(0))
    casts(session, poll, meeting.number(1))
    for member, why in ((meeting.number(1), "schon abgestimmt"), (meeting.number(0), "schon einen Stimmzettel")):
        with pytest.raises(AboutBallot, match=why):
            handed(session, meeting, poll, member)


def test_the_phone_says_that_a_ballot_was_handed_out(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    handed(session, meeting, poll, member)
    acts = attendance.acts_for(session, meeting.assembly, member.party_id, NOW)
    (mine,) = queries.my_votes(session, meeting.assembly, poll, member.party_id, acts, NOW)
    assert "Stimmzettel ausgegeben" in str(mine.hindrance)


def test_whom_somebody_represents_gets_a_ballot_too_as_far_as_it_did_not_vote(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    first = represented(session, meeting, "Tanne", proxy)
    represented(session, meeting, "Lärche", proxy, slot=2)
    poll = asked(session, meeting)
    casts(session, poll, first, by=proxy)
    assert handed(session, meeting, poll, proxy) == ["Ada Ahorn", "Bodo Lärche"]


def test_for_one_member_alone_where_the_others_vote_on_the_device(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", proxy)
    poll = asked(session, meeting)
    assert handed(session, meeting, poll, principal, others=False) == ["Bodo Tanne"]
    assert casts(session, poll, proxy).is_new


def test_a_ballot_comes_back_unmarked_and_the_device_takes_the_vote(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    handed(session, meeting, poll, member)
    actions.take_back(session, meeting.sitting, poll, member, CHAIR, SOON)
    session.expire_all()
    assert casts(session, poll, member).is_new
    with pytest.raises(AboutBallot, match="keinen Stimmzettel"):
        actions.take_back(session, meeting.sitting, poll, member, CHAIR, SOON)


def test_a_sheet_of_more_ballots_than_are_out_is_not_counted(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    for member in meeting.members[:2]:
        handed(session, meeting, poll, member)
    told(session, meeting, poll, yes=2)
    actions.take_back(session, meeting.sitting, poll, meeting.number(1), CHAIR, SOON)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, SOON)
    with pytest.raises(Refusal, match="höchstens abstimmen: 1"):
        actions.count_poll(session, meeting.sitting, poll, CHAIR, SOON)
    told(session, meeting, poll, yes=1)
    assert actions.count_poll(session, meeting.sitting, poll, CHAIR, SOON).content["ordinary"]["yes"] == 1


def test_who_votes_in_writing_has_its_ballot_from_the_opening_on(session: Session) -> None:
    meeting = a_meeting(session)
    writes = someone(session, meeting.assembly, "Zeder", mode=Mode.WRITTEN)
    poll = asked(session, meeting)
    assert [row.name for row in queries.ballots_out(session, poll.id)] == ["Ada Zeder"]
    with pytest.raises(MayNotCast, match="Stimmzettel"):
        casts(session, poll, writes)
    told(session, meeting, poll, no=1)
    declared(session, meeting, poll)
    assert poll.result is not None
    assert poll.result.content["ordinary"]["no"] == 1
    assert [(each.name, each.way) for each in participations(session, meeting.assembly.id)] == [
        ("Ada Zeder", "written")]


def test_who_comes_after_the_opening_gets_a_ballot_and_stands_on_the_roll(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    late = someone(session, meeting.assembly, "Zeder")
    assert handed(session, meeting, poll, late) == ["Ada Zeder"]
    assert len(queries.roll_of(session, poll.id)) == 4


def test_no_ballot_for_who_is_away_online_barred_or_without_a_vote(session: Session) -> None:
    statute = {"investing_members": True, "investing_policy": "no_vote"}
    meeting = a_meeting(session, statute=statute, subject=Subject.DISCHARGE_BOARD)
    an_office(session, meeting.number(0).party)
    online = someone(session, meeting.assembly, "Zeder", mode=Mode.ONLINE)
    without = someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    poll = asked(session, meeting)
    for member, why in (
        (meeting.number(0), "ausgeschlossen"), (online, "nimmt online teil"), (without, "keine Stimme"),
    ):
        with pytest.raises(AboutBallot, match=why):
            handed(session, meeting, poll, member)
    assert session.scalars(select(PaperBallot)).all() == []


def test_single_ballots_are_for_votes_on_devices_that_are_open(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting, hall=HallWay.HAND)
    with pytest.raises(AboutBallot, match="ganze Saal"):
        handed(session, meeting, poll, meeting.number(0))
    actions.void_poll(session, meeting.sitting, poll, "Neu", CHAIR, NOW)
    other = asked(session, meeting)
    actions.close_poll(session, meeting.sitting, other, CHAIR, NOW)
    with pytest.raises(AboutBallot, match="solange abgestimmt"):
        handed(session, meeting, other, meeting.number(0))


def test_the_list_of_who_took_part_names_who_voted_on_paper(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    casts(session, poll, meeting.number(1))
    told(session, meeting, poll, yes=1)
    declared(session, meeting, poll)
    assert [each.name for each in participations(session, meeting.assembly.id)] == ["Ada Ahorn", "Ada Birke"]


def test_in_a_roll_call_the_vote_of_who_has_no_device_is_said_aloud(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting, secrecy=Secrecy.ROLL_CALL), meeting.number(0)
    with pytest.raises(AboutBallot, match="angesagt"):
        handed(session, meeting, poll, member)
    actions.call_out(session, meeting.sitting, poll, member, NO, CHAIR, NOW)
    assert [(row.name, vote.choice) for row, vote in queries.open_votes(session, poll)] == [("Ada Ahorn", NO)]
    with pytest.raises(AboutBallot, match="schon abgestimmt"):
        actions.call_out(session, meeting.sitting, poll, member, YES, CHAIR, NOW)
    assert not casts(session, poll, member, YES).is_new


def test_no_vote_is_written_down_by_name_where_none_is_called(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    with pytest.raises(AboutBallot, match="namentlichen"):
        actions.call_out(session, meeting.sitting, poll, meeting.number(0), NO, CHAIR, NOW)
    assert session.scalars(select(CastVote)).all() == []


def test_the_database_takes_no_second_vote_in_another_way(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0))
    handed(session, meeting, poll, meeting.number(1))
    ballot = {"poll_id": poll.id, "handed_at": NOW, "handed_by": "X", "returned_by": ""}
    vote = dict(session.execute(select(CastVote.__table__)).mappings().one()) | {"receipt": "Y" * 12}
    for statement in (
        insert(PaperBallot).values(**ballot, member_id=meeting.number(0).id),
        insert(PaperBallot).values(**ballot, member_id=meeting.number(1).id),
        insert(CastVote).values(**vote | {"member_id": meeting.number(1).id}),
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_the_database_keeps_a_ballot_and_takes_it_back_once(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    handed(session, meeting, poll, member)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(PaperBallot).values(member_id=meeting.number(1).id))
    actions.take_back(session, meeting.sitting, poll, member, CHAIR, SOON)
    session.flush()
    for values in ({"returned_at": None}, {"returned_at": SOON + timedelta(minutes=1)}):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(update(PaperBallot).values(**values))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, SOON)
    late = {"poll_id": poll.id, "member_id": member.id, "handed_at": SOON, "handed_by": "X", "returned_by": ""}
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(insert(PaperBallot).values(**late))


def test_the_journal_says_who_has_a_ballot_and_nothing_of_what_is_on_it(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    handed(session, meeting, poll, member)
    told(session, meeting, poll, no=1)
    session.commit()
    details = "".join(session.scalars(select(JournalDetails.content)))
    assert "Stimmzettel ausgegeben" in details
    assert '"no"' not in details
    assert session.scalars(select(PollRoll.name).where(PollRoll.member_id == member.id)).one() not in details


@pytest.mark.parametrize(("groups", "is_told"), [
    ({(1, False): 3}, False), ({(1, False): 2}, True), ({(1, False): 9, (3, False): 1}, True), ({}, False),
    ({(1, False): 0}, False),
])
def test_few_ballots_of_equal_weight_tell_how_somebody_voted(
    groups: dict[tuple[int, bool], int], is_told: bool
) -> None:
    assert tells_a_voter(groups) is is_told


def test_a_ballot_that_was_handed_out_after_the_sheet_is_not_passed_over(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    told(session, meeting, poll, yes=1)
    assert not queries.needs_tellers(session, poll)
    later = SOON + timedelta(minutes=1)
    actions.hand_out(session, meeting.sitting, poll, meeting.number(1), False, CHAIR, later)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, later)
    with pytest.raises(Refusal, match="fehlen noch"):
        actions.count_poll(session, meeting.sitting, poll, CHAIR, later)
    both = TellerGroup(1, False, {YES: 1, NO: 1, ABSTAIN: 0})
    actions.tell(session, meeting.sitting, poll, [both], CHAIR, later, "Ein Stimmzettel kam dazu.")
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, later)
    assert (result.content["ordinary"]["yes"], result.content["ordinary"]["no"]) == (1, 1)


def test_a_ballot_for_which_somebody_waited_while_the_sheet_was_entered_is_not_passed_over(session: Session) -> None:
    """It was asked for before the sheet, by the clock, and is written after it."""
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    one = TellerGroup(1, False, {YES: 1, NO: 0, ABSTAIN: 0})
    actions.tell(session, meeting.sitting, poll, [one], CHAIR, SOON + timedelta(seconds=2))
    actions.hand_out(session, meeting.sitting, poll, meeting.number(1), False, CHAIR, SOON + timedelta(seconds=1))
    assert queries.needs_tellers(session, poll)


def test_a_ballot_that_came_back_unmarked_after_the_sheet_asks_for_no_other(session: Session) -> None:
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    handed(session, meeting, poll, meeting.number(0))
    told(session, meeting, poll, yes=1)
    later = SOON + timedelta(minutes=1)
    actions.hand_out(session, meeting.sitting, poll, meeting.number(1), False, CHAIR, later)
    actions.take_back(session, meeting.sitting, poll, meeting.number(1), CHAIR, later)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, later)
    assert actions.count_poll(session, meeting.sitting, poll, CHAIR, later).content["ordinary"]["yes"] == 1


def test_a_vote_said_aloud_weighs_what_the_roll_says_and_not_what_was_granted_since(session: Session) -> None:
    meeting = a_meeting(session, statute={"plural_votes": 3})
    poll, member = asked(session, meeting, secrecy=Secrecy.ROLL_CALL), meeting.number(0)
    with_votes(session, member, 3)
    actions.call_out(session, meeting.sitting, poll, member, YES, CHAIR, NOW)
    assert [(row.weight, vote.weight) for row, vote in queries.open_votes(session, poll)] == [(1, 1)]
