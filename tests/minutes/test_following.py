"""What an assembly's decisions ask to be done next (§§ 16, 36, 48, 67a GenG)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.minutes import queries
from app.minutes.rules import FollowUp, follow_ups_of
from app.organs.models import Office
from app.organs.rules import EligibilityBasis, Organ, OrganFunction
from app.voting import actions as voting
from app.voting.rules import Method
from tests.factories import NOW, TODAY, a_person
from tests.voting.factories import CHAIR, NO, YES, Meeting, a_meeting, an_election, asked, casts, declared, marked


@pytest.mark.parametrize(
    ("subject", "asked_for"),
    [
        (Subject.ADOPT_ACCOUNTS, (FollowUp.ADOPTION,)),
        (Subject.USE_OF_RESULT, (FollowUp.RESULT,)),
        (Subject.ELECT_BOARD, (FollowUp.OFFICE, FollowUp.FILING)),
        (Subject.ELECT_SUPERVISORY_BOARD, (FollowUp.OFFICE,)),
        (Subject.REMOVE_BOARD_MEMBER, (FollowUp.REMOVAL, FollowUp.FILING)),
        (Subject.REMOVE_SUPERVISORY_BOARD_MEMBER, (FollowUp.REMOVAL,)),
        (Subject.OTHER_AMENDMENT, (FollowUp.STATUTE, FollowUp.FILING)),
        (Subject.PLURAL_VOTES, (FollowUp.STATUTE, FollowUp.FILING)),
        (Subject.NACHSCHUSS, (FollowUp.STATUTE, FollowUp.SPECIAL_NOTICE, FollowUp.FILING)),
        (Subject.OBJECT_MATERIAL, (FollowUp.STATUTE, FollowUp.SPECIAL_NOTICE, FollowUp.FILING)),
        (Subject.OBJECT, (FollowUp.STATUTE, FollowUp.FILING)),
        (Subject.DISSOLUTION, (FollowUp.FILING,)),
        (Subject.DISCHARGE, (FollowUp.DISCHARGE,)),
        (Subject.CREDIT_LIMITS, ()),
    ],
)
def test_a_decision_asks_for_what_its_matter_needs(subject: Subject, asked_for: tuple[FollowUp, ...]) -> None:
    assert follow_ups_of(subject) == asked_for


def voted(session: Session, meeting: Meeting, *choices: object) -> None:
    """The item of a meeting voted on by its members."""
    poll = asked(session, meeting)
    for member, choice in zip(meeting.members, choices, strict=True):
        casts(session, poll, member, choice)  # type: ignore[arg-type]
    declared(session, meeting, poll)


def test_nothing_follows_from_what_was_rejected(session: Session) -> None:
    meeting = a_meeting(session)
    voted(session, meeting, NO, NO, YES)
    assert queries.following(session, meeting.assembly) == []


def test_accounts_that_were_adopted_are_to_be_entered(session: Session) -> None:
    meeting = a_meeting(session)
    voted(session, meeting, YES, YES, NO)
    (found,) = queries.following(session, meeting.assembly)
    assert (found.what, found.is_done) == (FollowUp.ADOPTION, False)


def elected(session: Session, accepts: bool | None) -> Meeting:
    """Somebody elected to the supervisory board, who may have said whether to accept."""
    meeting = an_election(session)
    poll = asked(session, meeting, Method.ELECTION, ("Irmela Quendel", "Berthold Nagelfluh"))
    for member in meeting.members:
        marked(session, poll, member, "Irmela Quendel")
    declared(session, meeting, poll)
    if accepts is not None:
        voting.answer(session, meeting.sitting, poll, poll.options[0], accepts, CHAIR, NOW)
    return meeting


@pytest.mark.parametrize("accepts", [None, True])
def test_who_was_elected_is_to_be_appointed(session: Session, accepts: bool | None) -> None:
    meeting = elected(session, accepts)
    (found,) = queries.following(session, meeting.assembly)
    assert (found.about, found.organ, found.is_done) == ("Irmela Quendel", Organ.SUPERVISORY_BOARD, False)


def test_who_declined_is_not_appointed(session: Session) -> None:
    assert queries.following(session, elected(session, False).assembly) == []


@pytest.mark.parametrize(("begins_in", "is_done"), [(0, True), (1, True), (-1, False)])
def test_an_office_that_began_since_is_the_appointment(session: Session, begins_in: int, is_done: bool) -> None:
    meeting = elected(session, True)
    session.add(Office(
        organ=Organ.SUPERVISORY_BOARD, party_id=a_person(session, "Irmela", "Quendel").id,
        function=OrganFunction.MEMBER, basis=EligibilityBasis.MEMBER, first_day=TODAY + timedelta(days=begins_in),
        recorded_at=NOW,
    ))
    session.flush()
    (found,) = queries.following(session, meeting.assembly)
    assert found.is_done is is_done
