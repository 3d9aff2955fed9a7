"""Whom an item concerns is said before its vote is given, or the vote begins anew (§ 43 (6) GenG; R-VOTE-06, 07)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.attendance import actions as attendance
from app.attendance import queries as attending
from app.attendance.models import Concern
from app.attendance.rules import ConcernKind
from app.core.values import Refusal
from app.members.models import Member
from app.parties.models import Party
from app.voting import actions
from app.voting.actions import Given
from app.voting.models import CastVote, Poll
from app.voting.rules import Choice, HallWay
from tests.factories import NOW, OFFICE, sign_in_office
from tests.tabs import Tab
from tests.together import transactions_together
from tests.visitors import visitor
from tests.voting.factories import (
    CHAIR,
    Meeting,
    a_meeting,
    asked,
    casts,
    concerning,
    declared,
    represented,
)

GIVEN = "ist eine Stimme von .* schon abgegeben und noch nichts verkündet"


@pytest.fixture
def meeting(session: Session) -> Meeting:
    """A meeting of three about a release from liability."""
    return a_meeting(session, subject=Subject.RELEASE_FROM_LIABILITY)


def named(session: Session) -> int:
    """How many were named."""
    return session.scalar(select(func.count()).select_from(Concern)) or 0


def votes(session: Session, poll: Poll, member: Member, who: Party) -> None:
    """Somebody casts for a member."""
    actions.cast(session, poll.assembly_id, poll.id, [Given(member.id, Choice.YES)], who.id, NOW)


def at_the_same_moment(
    session: Session, meeting: Meeting, poll: Poll, concerned: Member
) -> tuple[Callable[[Session], object], Callable[[Session], object]]:
    """Somebody casts for itself, and the office names it: two acts for transactions of their own."""
    assembly_id, poll_id, member_id = meeting.assembly.id, poll.id, concerned.id
    party_id, item_id = concerned.party_id, meeting.item.id
    session.commit()

    def casts_now(own: Session) -> object:
        return actions.cast(own, assembly_id, poll_id, [Given(member_id, Choice.YES)], party_id, NOW)

    def names(own: Session) -> object:
        assembly = attendance.hold(own, assembly_id)
        item, party = attending.get_banning_item(assembly, item_id), own.get_one(Party, party_id)
        return attendance.say_concern(own, assembly, item, party, ConcernKind.NAMED, "Um sie geht es.", OFFICE, NOW).id

    return casts_now, names


def test_nobody_is_named_who_has_voted_until_the_vote_is_broken_off(session: Session, meeting: Meeting) -> None:
    poll, concerned = asked(session, meeting), meeting.number(0)
    casts(session, poll, concerned)
    with pytest.raises(Refusal, match=GIVEN):
        concerning(session, meeting, concerned.party)
    assert named(session) == 0
    actions.void_poll(session, meeting.sitting, poll, "Stimmverbot", CHAIR, NOW)
    concerning(session, meeting, concerned.party)
    again = asked(session, meeting)
    assert attending.barred_by(session, meeting.item, meeting.assembly.meets_on) == {concerned.party_id}
    with pytest.raises(Refusal, match="ausgeschlossen"):
        casts(session, again, concerned)


def test_nobody_is_named_who_has_voted_for_another(session: Session, meeting: Meeting) -> None:
    proxy = meeting.number(0)
    principal = represented(session, meeting, "Tanne", by=proxy)
    poll = asked(session, meeting)
    votes(session, poll, principal, proxy.party)
    with pytest.raises(Refusal, match=GIVEN):
        concerning(session, meeting, proxy.party)


def test_a_member_is_named_whose_vote_somebody_free_could_still_give(session: Session, meeting: Meeting) -> None:
    """Others have voted; that is no vote of hers."""
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(1))
    concerning(session, meeting, meeting.number(0).party)
    assert named(session) == 1


@pytest.mark.parametrize("hall", [HallWay.PAPER, HallWay.HAND])
def test_nobody_on_the_roll_is_named_between_counting_and_declaration(
    session: Session, meeting: Meeting, hall: HallWay
) -> None:
    """Of hands and ballots that were counted nobody knows any more whose they were."""
    poll = asked(session, meeting, hall=hall)
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(Refusal, match=GIVEN):
        concerning(session, meeting, meeting.number(0).party)
    assert named(session) == 0


def test_who_voted_on_no_device_is_named_after_the_closing_too(session: Session, meeting: Meeting) -> None:
    """A device says whose vote it took."""
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(1))
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    with pytest.raises(Refusal, match=GIVEN):
        concerning(session, meeting, meeting.number(1).party)
    concerning(session, meeting, meeting.number(0).party)
    assert named(session) == 1


def test_nobody_votes_who_is_named_while_the_vote_is_being_opened(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    poll = asked(session, meeting, opened=False)
    casts_now, names = at_the_same_moment(session, meeting, poll, meeting.number(0))
    assembly_id, poll_id = poll.assembly_id, poll.id

    def opens(own: Session) -> object:
        sitting = actions.hold_sitting(own, assembly_id)
        actions.open_poll(own, sitting, own.get_one(Poll, poll_id), None, CHAIR, NOW)
        return None

    transactions_together(app, opens, names)
    transactions_together(app, casts_now, names)
    session.rollback()
    given = session.scalar(select(func.count()).select_from(CastVote)) or 0
    assert given + named(session) == 1


def test_after_the_declaration_the_result_stands_and_somebody_may_be_named(session: Session, meeting: Meeting) -> None:
    poll = asked(session, meeting)
    for member in meeting.members:
        casts(session, poll, member)
    declared(session, meeting, poll, "Angenommen.")
    concerning(session, meeting, meeting.number(0).party)
    assert named(session) == 1


def test_a_vote_and_the_naming_at_the_same_moment_are_never_both_taken(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    poll = asked(session, meeting)
    answers = transactions_together(app, *at_the_same_moment(session, meeting, poll, meeting.number(0)))
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    session.rollback()
    given = session.scalar(select(func.count()).select_from(CastVote)) or 0
    assert (given, named(session)) in ((1, 0), (0, 1))


def test_the_office_is_told_what_to_do_and_keeps_what_it_typed(
    app: Flask, session: Session, meeting: Meeting
) -> None:
    poll, concerned = asked(session, meeting), meeting.number(0)
    casts(session, poll, concerned)
    number = concerned.number
    session.commit()
    office = visitor(app)
    sign_in_office(session, office)
    tab = Tab(office, f"/teilnahme/{meeting.assembly.id}/stimmverbote/{meeting.item.id}")
    refused = tab.send(number=str(number), reason="Um sie geht es.")
    assert refused.status_code == 422
    assert "Brechen Sie die Abstimmung in der Leitung ab" in refused.text
    assert "Um sie geht es." in refused.text
