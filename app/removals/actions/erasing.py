"""Erasure: papers of removals whose time of keeping is over (§ 30 (3) GenG, § 257 HGB; R-RET-01, R-RET-02)."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.archive.rules import letter_kept_until, may_be_over
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.members import queries as members
from app.removals import queries
from app.removals.actions.recording import subject_of
from app.removals.models import Removal, RemovalStep
from app.removals.rules import proves_an_end


def erase_expired_papers(session: Session, now: datetime) -> int:
    """Delete the papers of steps that need not be kept any more; the steps themselves stay. Gives how many."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for removal, step in queries.papers_before(session, may_be_over(today)):
        proves_entry = proves_an_end(removal.state, removal.entered_at is not None)
        until = letter_kept_until(local(step.recorded_at).date(), proves_entry, left.get(removal.member_id))
        if until is not None and until < today and step.paper_sha256:
            _erase(session, removal, step, step.paper_sha256, now)
            erased += 1
    return erased


def _erase(session: Session, removal: Removal, step: RemovalStep, sha256: str, now: datetime) -> None:
    step.erased_at = now
    session.flush()
    archive.erase_bytes(session, sha256, f"removal:{step.id}", now)
    summary = Told("Unterlage zum Ausscheiden {number} gelöscht, Frist abgelaufen", number=removal.number)
    journal.record(session, Actor.system(), "erase_papers", subject_of(removal), now, summary)
