"""Who casts is judged when a vote is cast, whatever the roll says of the opening."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.attendance import actions as attendance
from app.attendance import queries as attending
from app.attendance.actions import Arrival
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import ConcernKind, Mode, RevokedBy
from app.core.grouping import grouped
from app.core.values import Refusal
from app.members.models import Member
from app.members.rules import MemberClass
from app.parties.models import Party
from app.parties.rules import Authority
from app.voting import actions, queries
from app.voting.actions import Ballots, Given, Receipt
from app.voting.models import CastVote, Poll, PollRoll
from app.voting.rules import Choice, HallWay, MayNotCast
from app.voting.views.casting import told_in_short
from tests.attendance.factories import a_town, acting, granted, there
from tests.factories import NOW, OFFICE, a_person
from tests.shares.factories import a_member
from tests.statements import statements
from tests.voting.factories import (
    CHAIR,
    NO,
    YES,
    Meeting,
    a_meeting,
    a_stretched_meeting,
    asked,
    casts,
    concerning,
    declared,
    represented,
    someone,
)

SOON = NOW + timedelta(minutes=1)


def send(session: Session, poll: Poll, member: Member, who: Party, choice: Choice = YES, days: int = 0) -> Receipt:
    """Somebody casts for a member a moment later, or days later."""
    when = SOON + timedelta(days=days)
    return actions.cast(session, poll.assembly_id, poll.id, [Given(member.id, choice)], who.id, when)[0]


def seen(session: Session, meeting: Meeting, poll: Poll, who: Party, days: int = 0) -> dict[int, str]:
    """What somebody is shown of each member: that it can cast, the vote, or why it cannot."""
    now = SOON + timedelta(days=days)
    acts = attending.acts_for(session, meeting.assembly, who.id, now)
    found = queries.my_votes(session, meeting.assembly, poll, who.id, acts, now)
    return {each.member_id: each.vote.choice if each.vote else str(each.hindrance or "open") for each in found}


def goes(session: Session, meeting: Meeting, member: Member) -> None:
    """A member leaves, with all it is there for."""
    presence = session.scalars(select(Presence).where(Presence.member_id == member.id)).unique().one()
    attendance.leave(session, meeting.assembly, presence, OFFICE, NOW)


def test_a_power_of_attorney_revoked_while_a_poll_is_open_carries_no_vote(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    grant = session.scalars(select(ProxyGrant)).one()
    attendance.revoke(session, meeting.assembly, grant, RevokedBy.MEMBER, "", OFFICE, NOW)
    assert principal.id not in seen(session, meeting, poll, proxy.party)
    with pytest.raises(MayNotCast, match="stimmen Sie hier nicht ab"):
        send(session, poll, principal, proxy.party)
    assert send(session, poll, proxy, proxy.party).is_new


def test_a_power_of_attorney_that_ended_carries_nobody_who_still_sits_there(session: Session) -> None:
    meeting = a_meeting(session)
    principal = represented(session, meeting, "Tanne", by=meeting.number(0))
    poll = asked(session, meeting)
    grant = session.scalars(select(ProxyGrant)).one()
    attendance.end_grant(session, meeting.assembly, grant, RevokedBy.MEMBER, "", OFFICE, NOW)
    with pytest.raises(MayNotCast):
        send(session, poll, principal, meeting.number(0).party)


def test_a_principal_who_comes_while_a_poll_is_open_casts_itself_and_its_proxy_no_longer(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    attendance.arrive(session, meeting.assembly, Arrival(principal.party, [principal]), OFFICE, NOW)
    assert seen(session, meeting, poll, principal.party) == {principal.id: "open"}
    with pytest.raises(MayNotCast):
        send(session, poll, principal, proxy.party)
    assert send(session, poll, principal, principal.party, NO).is_new
    assert session.scalars(select(CastVote.cast_by)).all() == [principal.party_id]


def test_what_the_proxy_cast_before_stands_and_is_shown_to_nobody_else(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    casts(session, poll, principal, NO, by=proxy)
    attendance.arrive(session, meeting.assembly, Arrival(principal.party, [principal]), OFFICE, NOW)
    assert "schon abgestimmt" in seen(session, meeting, poll, principal.party)[principal.id]
    assert seen(session, meeting, poll, proxy.party) == {proxy.id: "open", principal.id: NO}
    assert not send(session, poll, principal, principal.party, YES).is_new
    assert session.scalars(select(CastVote.choice)).all() == [NO]


def test_who_left_casts_for_nobody_any_more(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    goes(session, meeting, proxy)
    assert seen(session, meeting, poll, proxy.party) == {}
    for member in (proxy, principal):
        with pytest.raises(MayNotCast):
            send(session, poll, member, proxy.party)


def test_whoever_casts_for_nobody_sees_no_vote_of_others_and_none_of_another_poll(session: Session) -> None:
    """Who left, was excluded or is a stranger (R-VOTE-10)."""
    meeting = a_meeting(session)
    first = asked(session, meeting)
    for each in (0, 1):
        casts(session, first, meeting.number(each))
    declared(session, meeting, first)
    goes(session, meeting, meeting.number(0))
    second = asked(session, meeting)
    casts(session, second, meeting.number(1))
    stranger = a_person(session, "Fremd", "Niemand")
    assert seen(session, meeting, second, stranger) == {}
    assert seen(session, meeting, second, meeting.number(0).party) == {}
    assert list(seen(session, meeting, first, meeting.number(0).party)) == [meeting.number(0).id]


def test_whom_the_item_is_found_to_concern_after_the_opening_casts_no_vote(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    poll, concerned = asked(session, meeting), meeting.number(0)
    attendance.say_concern(session, meeting.assembly, meeting.item, concerned.party, ConcernKind.NAMED,
                           "Um sie geht es.", OFFICE, NOW)
    assert "ausgeschlossen" in seen(session, meeting, poll, concerned.party)[concerned.id]
    with pytest.raises(MayNotCast, match="ausgeschlossen"):
        send(session, poll, concerned, concerned.party)


def roll(session: Session, poll: Poll) -> Sequence[PollRoll]:
    """The roll, read again."""
    session.expire_all()
    return queries.roll_of(session, poll.id)


def test_a_town_votes_through_its_deputy_where_the_item_concerns_its_mayor(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    town, mayor = a_town(session)
    deputy = a_person(session, "Dora", "Deputat")
    acting(session, town, deputy)
    concerning(session, meeting, mayor)
    poll = asked(session, meeting)
    assert [(row.caster_party_id, row.is_barred) for row in roll(session, poll)] == [(deputy.id, False)]
    with pytest.raises(MayNotCast, match="ausgeschlossen"):
        send(session, poll, town, mayor)
    assert send(session, poll, town, deputy).is_new


def test_who_was_barred_at_the_opening_counts_once_somebody_free_casts_for_it(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    town, mayor = a_town(session)
    other, other_mayor = a_town(session, "Gemeinde Quellbach")
    concerning(session, meeting, mayor, other_mayor)
    poll = asked(session, meeting)
    assert [row.is_barred for row in roll(session, poll)] == [True, True]
    proxy = a_person(session, "Petra", "Prokura")
    granted(session, meeting.assembly, town, proxy)
    assert send(session, poll, town, proxy, days=1).is_new
    turnout = queries.turnout_of(session, poll)
    assert (turnout.entitled, turnout.given, turnout.barred) == (1, 1, 1)
    with pytest.raises(Refusal, match="noch jemand anderen"):  # somebody free may still come for the other town
        actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW + timedelta(days=1))
    over = NOW + timedelta(days=6)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, over)
    result = actions.count_poll(session, meeting.sitting, poll, CHAIR, over)
    assert (result.content["entitled"], result.content["barred"], result.content["ordinary"]["yes"]) == (1, 1, 1)
    assert queries.is_same_again(session, poll)
    assert other.id in {row.member_id for row in roll(session, poll)}


def test_a_member_that_is_concerned_itself_casts_through_nobody(session: Session) -> None:
    meeting = a_stretched_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)
    town, mayor = a_town(session)
    concerning(session, meeting, town.party)
    poll = asked(session, meeting)
    with pytest.raises(MayNotCast, match="ausgeschlossen"):
        send(session, poll, town, mayor)


def test_the_second_representative_and_a_proxy_of_the_second_day_vote_in_a_stretched_assembly(
    session: Session
) -> None:
    meeting = a_stretched_meeting(session)
    town, _mayor = a_town(session)
    deputy = a_person(session, "Dora", "Deputat")
    acting(session, town, deputy)
    other, other_mayor = a_town(session, "Gemeinde Quellbach")
    poll = asked(session, meeting)
    proxy = a_person(session, "Petra", "Prokura")
    assert seen(session, meeting, poll, proxy, days=1) == {}
    grant = granted(session, meeting.assembly, other, proxy)
    assert seen(session, meeting, poll, proxy, days=1) == {other.id: "open"}
    assert send(session, poll, town, deputy).is_new
    assert send(session, poll, other, proxy, days=1).is_new
    attendance.revoke(session, meeting.assembly, grant, RevokedBy.MEMBER, "", OFFICE, NOW)
    assert not send(session, poll, other, other_mayor, days=2).is_new
    assert set(session.scalars(select(CastVote.cast_by))) == {deputy.id, proxy.id}


def test_who_represents_only_together_with_others_casts_alone_by_a_power_of_attorney_of_all(session: Session) -> None:
    """Also one of them; in a stretched assembly nobody is there with the other (R-VOTE-09)."""
    meeting = a_stretched_meeting(session)
    works = a_member(session, "Stadtwerke Quellbach GmbH")
    first, second = a_person(session, "Dora", "Deputat"), a_person(session, "Egon", "Prokura")
    for each in (first, second):
        acting(session, works, each, Authority.JOINT)
    poll = asked(session, meeting)
    assert "nur gemeinsam" in seen(session, meeting, poll, first)[works.id]
    with pytest.raises(MayNotCast, match="nur gemeinsam"):
        send(session, poll, works, first)
    granted(session, meeting.assembly, works, second)
    assert send(session, poll, works, second).is_new


def test_who_stood_on_the_roll_in_the_hall_casts_on_no_device_after_a_show_of_hands(session: Session) -> None:
    meeting = a_meeting(session)
    member = meeting.number(0)
    poll = asked(session, meeting, hall=HallWay.HAND)
    goes(session, meeting, member)
    there(session, meeting.assembly, member, mode=Mode.ONLINE, at=NOW)
    with pytest.raises(MayNotCast, match="Handzeichen"):
        send(session, poll, member, member.party)


def test_what_is_refused_wrote_nothing_although_a_group_commits(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    late = someone(session, meeting.assembly, "Zeder")
    assembly_id, poll_id, late_id, party_id = poll.assembly_id, poll.id, late.id, member.party_id
    session.commit()
    with pytest.raises(MayNotCast):
        grouped(actions.cast_together, Ballots(assembly_id, poll_id, lambda _: [Given(late_id, YES)], SOON, party_id))
    assert session.scalar(select(func.count()).select_from(PollRoll)) == 3


def test_strangers_cost_few_statements_and_many_names_are_refused(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    someone(session, meeting.assembly, "Zeder")
    crowd = [Given(number, YES) for number in range(1_000, 1_100)]
    actions_cast = (session, poll.assembly_id, poll.id)
    with statements() as made, pytest.raises(MayNotCast, match="stimmen Sie hier nicht ab"):
        actions.cast(*actions_cast, crowd, member.party_id, SOON)
    assert len(made) <= 8
    with pytest.raises(MayNotCast, match="zu viele"):
        actions.cast(*actions_cast, [*crowd, Given(1, YES)], member.party_id, SOON)


def test_who_takes_part_without_a_vote_is_there_for_itself_and_casts_nothing(session: Session) -> None:
    meeting = a_meeting(session, statute={"investing_members": True, "investing_policy": "no_vote"})
    investor = someone(session, meeting.assembly, "Erle", member_class=MemberClass.INVESTING)
    poll = asked(session, meeting)
    assert seen(session, meeting, poll, investor.party) == {}
    with pytest.raises(MayNotCast):
        send(session, poll, investor, investor.party)


def test_two_ballots_for_one_member_at_the_same_moment_are_not_both_told_they_count(session: Session) -> None:
    meeting = a_meeting(session)
    poll, member = asked(session, meeting), meeting.number(0)
    both = [Ballots(poll.assembly_id, poll.id, partial(_of, member.id, each), SOON, member.party_id)
            for each in (YES, NO)]
    first, second = actions.cast_together(session, both)
    assert not isinstance(first, Refusal)
    assert not isinstance(second, Refusal)
    assert [each.is_new for each in (*first, *second)] == [True, False]
    assert [each.code for each in first] == [each.code for each in second]
    assert session.scalars(select(CastVote.choice)).all() == [YES]


def _of(member_id: int, choice: Choice, _poll: Poll) -> list[Given]:
    return [Given(member_id, choice)]


def test_nobody_is_given_the_receipt_of_a_vote_that_somebody_else_cast(session: Session) -> None:
    meeting = a_meeting(session)
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    casts(session, poll, principal, NO, by=proxy)
    attendance.arrive(session, meeting.assembly, Arrival(principal.party, [principal]), OFFICE, NOW)
    late = send(session, poll, principal, principal.party, YES)
    assert (late.is_new, late.code) == (False, "")
    assert told_in_short([late]) == ""
