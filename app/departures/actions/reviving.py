"""Notices take effect again that had given way to something else, once that is undone, or done (R-REG-05)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import queries as archived
from app.archive.rules import Standing
from app.core import journal
from app.core.told import Told
from app.core.values import Actor
from app.departures import queries
from app.departures.actions.counter import subject_of
from app.departures.actions.giving import enter
from app.departures.actions.letters import take_back_earlier_day, tell
from app.departures.models import Notice
from app.departures.rules import NoticeState
from app.members.models import Member


def revive(session: Session, member: Member, number: str, actor: Actor, now: datetime) -> None:
    """Enter the notices again that gave way to what bears this number, the earliest first."""
    for notice in queries.overtaken_by(session, member.id, number):
        _take_effect_again(session, notice, actor, now)


def _take_effect_again(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """As it was; a letter that was withdrawn is written once more."""
    notice.state, notice.gave_way_to = NoticeState.ENTERED, None
    notice.ended_at, notice.ended_by, notice.end_reason = None, "", ""
    enter(session, notice, actor, now)
    summary = Told("Kündigung {number} gilt wieder", number=notice.number)
    journal.record(session, actor, "revive_notice", subject_of(notice), now, summary, notice=notice.id)
    take_back_earlier_day(session, notice, actor, now)
    notice.letter_id = _still_speaking(session, notice.letter_id)
    notice.sender_letter_id = _still_speaking(session, notice.sender_letter_id)
    tell(session, notice, actor, now)


def _still_speaking(session: Session, letter_id: int | None) -> int | None:
    letter = archived.find_document(session, letter_id) if letter_id else None
    return letter_id if letter is not None and letter.standing is Standing.VALID else None
