"""Whom an item concerns is asked before its vote, and what comes later is told (§ 43 (6), § 51 GenG; R-VOTE-06)."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.attendance.actions import say_concern
from app.attendance.rules import ConcernKind
from app.core.values import Refusal
from app.minutes.actions.ballots import ballot_of
from app.voting import actions, queries
from app.voting.models import CourseEntry, Motion, Poll
from app.voting.rules import CONCERNS_NOBODY, Confirmed, CourseKind, MotionKind, PollState, goes_before
from tests.factories import NOW, OFFICE
from tests.tabs import said
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
)
from tests.voting.test_meeting_pages import key, the_chair


def notes(session: Session) -> list[str]:
    """What is noted in the course."""
    return list(session.scalars(select(CourseEntry.text).where(CourseEntry.kind == CourseKind.NOTE)))


def test_a_vote_that_may_bar_somebody_is_opened_once_that_is_said_or_that_it_is_nobody(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    poll = asked(session, meeting, opened=False)
    with pytest.raises(Refusal, match="wen TOP 1 betrifft"):
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert poll.state is PollState.PREPARED
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW, Confirmed(concerns_nobody=True))
    assert notes(session) == [CONCERNS_NOBODY]


def test_where_somebody_is_named_nothing_is_to_be_confirmed(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    concerning(session, meeting, meeting.number(0).party)
    poll = asked(session, meeting, opened=False)
    actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW)
    assert notes(session) == []


def test_the_chairs_page_asks_for_the_confirmation(app: Flask, session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    poll = asked(session, meeting, opened=False)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    assert "Der Punkt betrifft niemanden, der hier abstimmt" in chair.get(f"{at}/leitung").text
    opening = f"{at}/{poll.id}/eroeffnen"
    assert "wen TOP 1 betrifft" in chair.post(opening, data=key(), follow_redirects=True).text
    chair.post(opening, data={**key(), "concerns_nobody": "y"})
    session.expire_all()
    assert poll.state is PollState.OPEN


def named_too_late(session: Session) -> tuple[Meeting, Poll]:
    """The one whom a claim is about votes against it, and is named when that is declared."""
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(0), NO)
    casts(session, poll, meeting.number(1), YES)
    declared(session, meeting, poll, "Der Antrag ist abgelehnt.")
    say_concern(session, meeting.assembly, meeting.item, meeting.number(0).party, ConcernKind.NAMED, "", OFFICE,
                NOW + timedelta(minutes=1))
    return meeting, poll


def test_who_is_named_after_the_declaration_is_told_with_the_result_that_stays(app: Flask, session: Session) -> None:
    meeting, poll = named_too_late(session)
    assert queries.named_later(session, poll) == ["Ada Ahorn"]
    told = [each for each in ballot_of(session, meeting.sitting, poll).rules if "nach der Verkündung" in each]
    assert told == [("Erst nach der Verkündung ist als betroffen benannt (§\xa043 Abs.\xa06 GenG): Ada Ahorn."
                     " Gezählt ist, wie abgestimmt wurde.")]
    session.commit()
    chair, at = the_chair(app, session), f"/teilnahme/{meeting.assembly.id}/stimmverbote"
    assert "Benannt nach der Verkündung um 11:00 Uhr: Das verkündete Ergebnis bleibt" in said(chair.get(at))
    assert "der Beschluss kann angefochten werden" in said(chair.get(f"{at}/{meeting.item.id}"))
    assert "Nach der Verkündung als betroffen benannt: Ada Ahorn." in said(
        chair.get(f"/abstimmung/{meeting.assembly.id}/{poll.id}")
    )


def test_a_naming_after_the_first_result_is_told_though_it_was_voted_on_again(app: Flask, session: Session) -> None:
    """The first resolution stands with the vote until somebody challenges it (§§ 43 (6), 51 GenG)."""
    meeting, _first = named_too_late(session)
    again = asked(session, meeting)
    declared(session, meeting, again, "Der Antrag ist abgelehnt.", at=NOW + timedelta(minutes=5))
    session.commit()
    chair, at = the_chair(app, session), f"/teilnahme/{meeting.assembly.id}/stimmverbote"
    assert "Benannt nach der Verkündung um 11:00 Uhr" in said(chair.get(at))


def test_who_was_named_before_is_no_later_word(session: Session) -> None:
    meeting = a_meeting(session, subject=Subject.ASSERT_CLAIM)
    concerning(session, meeting, meeting.number(0).party)
    poll = asked(session, meeting)
    casts(session, poll, meeting.number(1), YES)
    declared(session, meeting, poll)
    assert queries.named_later(session, poll) == []


def test_motions_on_procedure_and_changes_go_before_the_matter_alone() -> None:
    first = {kind for kind in MotionKind if goes_before(kind, None)}
    assert first == {MotionKind.PROCEDURE, MotionKind.AMENDMENT}
    assert goes_before(MotionKind.PROCEDURE, MotionKind.AMENDMENT)
    assert not goes_before(MotionKind.AMENDMENT, MotionKind.AMENDMENT)
    assert not goes_before(MotionKind.AMENDMENT, MotionKind.PROCEDURE)


def moved(session: Session, meeting: Meeting, kind: MotionKind) -> Motion:
    """A motion to the item."""
    return actions.move_motion(session, meeting.sitting, kind, "Statt 5 % 3 %.", "Ada Ahorn", CHAIR, NOW)


def test_the_vote_on_the_matter_waits_for_a_change_unless_the_chair_confirms(app: Flask, session: Session) -> None:
    meeting = a_meeting(session)
    change = moved(session, meeting, MotionKind.AMENDMENT)
    poll = asked(session, meeting, opened=False)
    session.commit()
    chair, at = the_chair(app, session), f"/abstimmung/{meeting.assembly.id}"
    assert "1 Antrag, über den vorher abzustimmen ist, bleibt offen" in chair.get(f"{at}/leitung").text
    opening = f"{at}/{poll.id}/eroeffnen"
    refused = chair.post(opening, data=key(), follow_redirects=True)
    assert "Anträge offen, über die vorher abgestimmt wird: 1." in refused.text
    chair.post(opening, data={**key(), "motions_wait": "y"})
    session.expire_all()
    assert (poll.state, change.state) == (PollState.OPEN, "open")


def test_in_a_voting_phase_a_change_takes_no_vote_and_waits_for_none(session: Session) -> None:
    meeting = a_stretched_meeting(session)
    moved(session, meeting, MotionKind.AMENDMENT)
    poll = asked(session, meeting, opened=False)
    assert queries.waiting_before(session, meeting.assembly, poll) == []
