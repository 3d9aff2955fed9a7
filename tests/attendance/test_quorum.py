"""How many must be there to resolve, where the statute wants some (§ 43 (2) sentence 1 GenG; R-GV-11)."""

from datetime import timedelta
from fractions import Fraction

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries
from app.attendance.actions import leave
from app.attendance.models import Presence
from app.attendance.rules import Quorum, Strength, check_quorate, quorum_of
from app.core.values import Refusal
from app.members.models import Member
from app.members.rules import MemberClass
from app.statutes import queries as statutes
from app.statutes.rules import QuorumOf, statute_from
from app.voting import actions as voting
from app.voting.models import CourseEntry
from app.voting.rules import Confirmed, CourseKind, MotionKind, PollState
from tests.attendance.factories import a_meeting_house, a_town, granted, humans, there, with_votes
from tests.factories import NOW, TODAY, a_person, sign_in_office
from tests.removals.factories import a_human, dead, followed, sent
from tests.shares.factories import a_member
from tests.statements import statements
from tests.statutes.factories import VALUES, a_statute
from tests.voting.factories import CHAIR, a_stretched_meeting, asked
from tests.voting.factories import a_meeting as a_sitting

HALF = Fraction(1, 2)


def of(there_: int, everybody: int, share: Fraction = HALF) -> Quorum:
    """A part of the members."""
    return Quorum(share, QuorumOf.MEMBERS, there_, everybody)


# --- the rule ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "needed", "is_reached"), [
    (of(20, 40), 20, True), (of(19, 40), 20, False), (of(20, 41), 21, False), (of(21, 41), 21, True),
    (of(14, 40, Fraction(1, 3)), 14, True), (of(13, 40, Fraction(1, 3)), 14, False),
    (of(40, 40, Fraction(1)), 40, True), (of(39, 40, Fraction(1)), 40, False), (of(0, 0), 0, False),
])
def test_exactly_the_part_is_enough_and_nobody_is_not(found: Quorum, needed: int, is_reached: bool) -> None:
    assert (found.needed, found.is_reached) == (needed, is_reached)


def test_law_and_silent_statute_want_nobody_in_particular() -> None:
    statute = statute_from(VALUES)
    assert quorum_of(statute, Strength(1, 1), Strength(1000, 1000)) is None
    check_quorate(None, "")


def test_the_statute_says_whether_heads_or_votes_are_counted() -> None:
    heads = statute_from({**VALUES, "gv_quorum": "1/2"})
    votes = statute_from({**VALUES, "gv_quorum": "1/2", "gv_quorum_of": "votes"})
    here, everybody = Strength(4, 12), Strength(10, 20)
    assert [quorum_of(each, here, everybody) for each in (heads, votes)] == [
        Quorum(HALF, QuorumOf.MEMBERS, 4, 10), Quorum(HALF, QuorumOf.VOTES, 12, 20)
    ]


def test_too_few_resolve_only_for_a_reason() -> None:
    with pytest.raises(Refusal) as refused:
        check_quorate(of(3, 10), "  ")
    assert "3 von 10 sind da, nötig sind 5" in str(refused.value)
    check_quorate(of(3, 10), "Zweite Versammlung, § 30 Abs. 2 der Satzung")
    check_quorate(of(5, 10), "")


# --- counted ----------------------------------------------------------------------------------------------------------


def test_counting_says_what_reading_everybody_says(session: Session) -> None:
    """Whoever is excluded, dead, followed, gone, investing or weighs more."""
    assembly = a_meeting_house(session, investing_members=True, investing_policy="no_vote", plural_votes=3)
    people = humans(session, 4)
    for votes, member in ((3, people[0]), (2, people[1]), (1, people[1])):
        with_votes(session, member, votes)
    a_member(session, "Stiftung Silberdistel", member_class=MemberClass.INVESTING)
    a_town(session)
    dead(session, a_human(session, "Rosalinde", "Lindwurm"))
    followed(session, dead(session, a_human(session, "Balduin", "Lindwurm")))
    sent(session, a_human(session, "Ottokar", "Lindwurm"))
    there(session, assembly, people[0])
    for day in (TODAY, assembly.meets_on):
        known = queries.electors(session, assembly, day)
        voting = [each for each in known if each.may_vote]
        assert queries.strength_of(session, assembly, day) == Strength(
            len(voting), sum(each.votes for each in voting)
        )
        here = select(Member.id).where(Member.id == people[0].id)
        assert queries.strength_of(session, assembly, day, here) == Strength(1, 3)


def test_who_takes_part_without_a_vote_is_on_neither_side(session: Session) -> None:
    """Two with a vote are not three of two."""
    assembly = a_meeting_house(session, investing_members=True, investing_policy="no_vote", gv_quorum="1/1")
    for member in humans(session, 2):
        there(session, assembly, member)
    there(session, assembly, a_member(session, "Stiftung", member_class=MemberClass.INVESTING))
    found = queries.figures(session, assembly, NOW)
    assert (found.members, found.voting, found.entitled) == (3, Strength(2, 2), Strength(2, 2))
    assert found.quorum is not None
    assert found.quorum.is_reached


def test_who_is_represented_is_there(session: Session) -> None:
    assembly = a_meeting_house(session, gv_quorum="2/3")
    people = humans(session, 3)
    there(session, assembly, people[0])
    assert not is_quorate(session, assembly)
    proxy = a_person(session, first_names="Theodora", last_name="Quendel")
    there(session, assembly, people[1], proxy, grant=granted(session, assembly, people[1], proxy))
    assert is_quorate(session, assembly)


def is_quorate(session: Session, assembly: Assembly) -> bool:
    """Whether enough are there."""
    found = queries.quorum_at(session, assembly, NOW)
    assert found is not None
    return found.is_reached


def test_where_votes_are_cast_for_days_nobody_has_to_be_there(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    a_statute(session, TODAY - timedelta(days=2), TODAY - timedelta(days=1), gv_quorum="1/2")
    assert statutes.statute_on(session, TODAY).gv_quorum == HALF
    assert queries.quorum_at(session, meeting.assembly, NOW) is None


def test_a_statute_without_a_quorum_costs_one_statement(session: Session) -> None:
    assembly = a_meeting_house(session)
    session.expire_all()
    assembly = session.get_one(Assembly, assembly.id)
    with statements() as sent_:
        assert queries.quorum_at(session, assembly, NOW) is None
    assert len(sent_) <= 2


# --- in the meeting ---------------------------------------------------------------------------------------------------


def test_a_poll_is_opened_by_too_few_only_for_a_reason_that_stands_in_the_course(session: Session) -> None:
    meeting = a_sitting(session, 1, {"gv_quorum": "1/2"})
    humans(session, 2)
    poll = asked(session, meeting, opened=False)
    with pytest.raises(Refusal, match="nicht beschlussfähig"):
        voting.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert poll.state is PollState.PREPARED
    voting.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW, Confirmed("Zweite Versammlung"))
    noted = select(CourseEntry.text).where(CourseEntry.kind == CourseKind.NOTE)
    assert session.scalars(noted).all() == [
        "Abgestimmt ohne Beschlussfähigkeit nach der Satzung: Zweite Versammlung"
    ]


def test_enough_open_a_poll_without_a_word(session: Session) -> None:
    meeting = a_sitting(session, 2, {"gv_quorum": "1/2"})
    humans(session, 2)
    asked(session, meeting)
    assert session.scalars(select(CourseEntry).where(CourseEntry.kind == CourseKind.NOTE)).all() == []


def test_that_too_many_went_during_a_vote_stands_in_the_course(session: Session) -> None:
    """Whether the resolution stands is for the chair to say; the minutes tell it (R-GV-11)."""
    meeting = a_sitting(session, 2, {"gv_quorum": "1/2"})
    humans(session, 2)
    poll = asked(session, meeting)
    for each in session.scalars(select(Presence)).unique():
        leave(session, meeting.assembly, each, CHAIR, NOW)
    voting.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    noted = select(CourseEntry.text).where(CourseEntry.kind == CourseKind.NOTE)
    assert session.scalars(noted).all() == [
        "Beim Schließen der Abstimmung fehlt die Beschlussfähigkeit nach der Satzung: 0 statt 2."
    ]


def test_too_few_may_vote_on_putting_the_meeting_off(session: Session) -> None:
    meeting = a_sitting(session, 1, {"gv_quorum": "1/2"})
    humans(session, 2)
    motion = voting.move_motion(
        session, meeting.sitting, MotionKind.PROCEDURE, "Vertagung", "Ada Ahorn", CHAIR, NOW
    )
    poll = asked(session, meeting, motion_id=motion.id)
    assert poll.state is PollState.OPEN


def test_too_few_resolve_on_convening_another_assembly_only_with_the_chair_s_reason(session: Session) -> None:
    """It binds the board and enters the register, unlike a motion on procedure."""
    meeting = a_sitting(session, 1, {"gv_quorum": "1/2"})
    humans(session, 2)
    motion = voting.move_motion(session, meeting.sitting, MotionKind.CONVENING, "Einberufen", "Ada", CHAIR, NOW)
    poll = asked(session, meeting, motion_id=motion.id, opened=False)
    with pytest.raises(Refusal, match="nicht beschlussfähig"):
        voting.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    voting.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW, Confirmed("§ 30 Abs. 3 der Satzung"))
    assert poll.state is PollState.OPEN


def test_door_and_chair_are_told(session: Session, client: FlaskClient) -> None:
    meeting = a_sitting(session, 1, {"gv_quorum": "1/2"})
    humans(session, 2)
    asked(session, meeting, opened=False)
    session.commit()
    sign_in_office(session, client)
    figures = client.get(f"/teilnahme/{meeting.assembly.id}/einlass/zahlen").text
    assert "Beschlussfähig" in figures
    assert "nötig 2 von 3 Mitgliedern" in figures
    chair = client.get(f"/abstimmung/{meeting.assembly.id}/leitung").text
    assert "Nach der Satzung nicht beschlussfähig: 1 da" in chair
    assert 'name="despite"' in chair


def test_without_a_clause_nobody_is_told_of_a_quorum(session: Session, client: FlaskClient) -> None:
    assembly = a_meeting_house(session)
    session.commit()
    sign_in_office(session, client)
    assert "Beschlussfähig" not in client.get(f"/teilnahme/{assembly.id}/einlass/zahlen").text


