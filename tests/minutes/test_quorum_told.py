"""The head of the minutes says whether as many as the statute wants were there (§ 43 (2) sentence 1 GenG; R-GV-11)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.attendance.rules import LeftWhy
from app.minutes.actions import facts_of
from tests.attendance.factories import humans
from tests.factories import NOW, TODAY
from tests.statutes.factories import a_statute
from tests.voting.factories import CHAIR, EARLIER, Meeting, a_meeting, a_stretched_meeting, asked, comes

HALF = {"gv_quorum": "1/2"}


def head(session: Session, meeting: Meeting) -> str:
    """What the head says of it; empty where it says nothing."""
    facts = facts_of(session, meeting.assembly, meeting.sitting, NOW + timedelta(hours=2), is_draft=True)
    return next((row.text for row in facts.rows if row.label == "Beschlussfähigkeit"), "")


def test_the_head_says_that_enough_were_there_when_the_meeting_was_opened(session: Session) -> None:
    meeting = a_meeting(session, 2, HALF)
    humans(session, 2)
    assert head(session, meeting) == "Bei Eröffnung gegeben: 2 von 4 Mitgliedern da oder vertreten, nötig 2"


def test_who_came_later_does_not_count_for_the_opening_but_for_the_first_vote(session: Session) -> None:
    meeting = a_meeting(session, 1, HALF)
    late, _absent = humans(session, 2)
    assert head(session, meeting).startswith("Bei Eröffnung nicht gegeben: 1 von 3 Mitgliedern")
    comes(session, meeting.assembly, late, late.party, at=NOW + timedelta(minutes=10))
    poll = asked(session, meeting, opened=False)
    assert "bei der ersten Abstimmung" not in head(session, meeting)
    poll.opened_at = NOW + timedelta(minutes=20)
    session.flush()
    assert head(session, meeting) == (
        "Bei Eröffnung nicht gegeben: 1 von 3 Mitgliedern da oder vertreten, nötig 2; "
        "bei der ersten Abstimmung um 11:20\xa0Uhr gegeben: 2 von 3 Mitgliedern da oder vertreten, nötig 2"
    )


def test_who_left_before_the_opening_was_not_there(session: Session) -> None:
    meeting = a_meeting(session, 0, HALF)
    (gone,) = humans(session, 1)
    presence = comes(session, meeting.assembly, gone, gone.party)
    presence.left_at, presence.left_why, presence.left_recorded_by = EARLIER, LeftWhy.LEFT, CHAIR.name
    session.flush()
    assert head(session, meeting) == "Bei Eröffnung nicht gegeben: 0 von 1 Mitgliedern da oder vertreten, nötig 1"


def test_the_votes_are_told_where_the_statute_counts_them(session: Session) -> None:
    meeting = a_meeting(session, 2, {**HALF, "gv_quorum_of": "votes"})
    assert head(session, meeting) == "Bei Eröffnung gegeben: 2 von 2 Stimmen da oder vertreten, nötig 1"


def test_without_a_clause_the_head_says_nothing(session: Session) -> None:
    assert head(session, a_meeting(session)) == ""


def test_of_an_assembly_that_votes_for_days_the_head_says_nothing(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    a_statute(session, TODAY - timedelta(days=2), TODAY - timedelta(days=1), gv_quorum="1/2")
    assert head(session, meeting) == ""
