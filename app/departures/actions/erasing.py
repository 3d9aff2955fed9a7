"""Erasure: papers of notices whose time of keeping is over (§ 30 (3) GenG, § 257 HGB; R-RET-01, R-RET-02)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import letter_kept_until, may_be_over
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.departures import queries
from app.departures.models import Notice
from app.departures.rules import NoticeState
from app.members import queries as members
from app.members.actions import subject_of


def erase_expired_papers(session: Session, now: datetime) -> int:
    """Delete the papers of notices that need not be kept any more; the notice itself stays. Gives of how many."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for notice in queries.with_papers_before(session, may_be_over(today)):
        proves_entry = notice.state is not NoticeState.REJECTED
        until = letter_kept_until(notice.received_on, proves_entry, left.get(notice.member_id))
        if until is not None and until < today:
            _erase(session, notice, now)
            erased += 1
    return erased


def _erase(session: Session, notice: Notice, now: datetime) -> None:
    for paper in list(notice.papers):
        archive.erase_bytes(session, paper.sha256, f"notice:{notice.id}:{paper.id}", now)
        session.delete(paper)
    session.flush()
    session.refresh(notice)
    summary = Told("Unterlagen zur Kündigung {number} gelöscht, Frist abgelaufen", number=notice.number)
    journal.record(session, Actor.system(), "erase_papers", subject_of(notice.member_id), now, summary)
