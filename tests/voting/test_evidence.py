"""Votes and objections that the database's own owner changed do not go unnoticed (§§ 43, 51 (2) GenG; R-MIN-07)."""

from sqlalchemy.orm import Session

from app.voting import actions, queries
from app.voting.models import Poll
from tests.factories import NOW
from tests.operations.test_invariants import behind_its_back
from tests.voting.factories import CHAIR, NO, YES, Meeting, a_meeting, asked, casts, declared


def voted(session: Session) -> tuple[Meeting, Poll]:
    """A meeting in which one voted yes and one no, and both objected."""
    meeting = a_meeting(session)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), YES)
    casts(session, poll, meeting.number(1), NO)
    declared(session, meeting, poll)
    for member in meeting.members[:2]:
        actions.object_to(session, meeting.sitting, meeting.item, member, "", None, CHAIR, NOW)
    session.commit()
    return meeting, poll


def test_two_votes_that_changed_places_add_up_and_are_found(session: Session) -> None:
    _meeting, poll = voted(session)
    assert queries.is_same_again(session, poll)
    behind_its_back(session, "UPDATE cast_vote SET choice = CASE choice WHEN 'yes' THEN 'no' ELSE 'yes' END")
    session.expire_all()
    assert not queries.is_same_again(session, poll)
    assert queries.unlike_their_votes(session) == [poll]


def test_an_objection_taken_away_is_found_by_what_course_and_journal_tell(session: Session) -> None:
    meeting, _poll = voted(session)
    assert queries.objections_unlike_told(session) == []
    gone = f"member_id = {meeting.number(0).id}"
    behind_its_back(session, f"DELETE FROM objection WHERE {gone}")
    assert queries.objections_unlike_told(session) == [meeting.assembly.id]
    behind_its_back(session, f"DELETE FROM course_entry WHERE {gone}")
    assert queries.objections_unlike_told(session) == [meeting.assembly.id]
