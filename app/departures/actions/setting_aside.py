"""A notice that something else overtakes is set aside by counter-entries, and given anew should that be undone."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.rules import Standing
from app.core import journal
from app.core.told import Told
from app.core.values import Actor
from app.departures.actions.counter import subject_of, undo
from app.departures.actions.giving import enter
from app.departures.models import Notice
from app.departures.rules import NoticeState


def set_aside(session: Session, notice: Notice, document: str, actor: Actor, now: datetime) -> None:
    """Set an entered notice aside, because the credit is handed on before it takes effect (§ 76 GenG; R-TRF-01)."""
    reason = Told("Das Guthaben wird vorher übertragen, {number}", number=document)
    undo(session, notice, NoticeState.REVERSED, reason, document, actor, now)


def take_up_again(session: Session, notice: Notice, actor: Actor, now: datetime) -> None:
    """Enter anew, by the same number and day, a notice that was set aside; a withdrawn letter is written anew."""
    notice.ended_at, notice.ended_by, notice.end_reason, notice.state = None, "", "", NoticeState.PROPOSED
    if notice.letter_id is not None and archive.get_document(session, notice.letter_id).standing is Standing.VOID:
        notice.letter_id = None
    session.flush()
    enter(session, notice, actor, now)
    summary = Told("Kündigung {number} gilt wieder", number=notice.number)
    journal.record(session, actor, "give_notice", subject_of(notice), now, summary, notice=notice.id)
