"""Lists that need not be kept any more: taken over long ago, or never."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.archive import actions as archive
from app.core import journal
from app.core.formats import local
from app.core.told import Told
from app.core.values import Actor
from app.imports import queries
from app.imports.actions.lists import discard, is_tried_again, subject_of
from app.imports.models import ImportRun
from app.imports.rules import forgotten_if_before, list_kept_until, voucher_may_be_over
from app.members import queries as members

KEPT = ("standing", "before", "after")
"""What stays of what the rows came to: nobody stands in it."""


def erase_expired_lists(session: Session, now: datetime) -> int:
    """Delete files of lists that need not be kept any more, and what each row came to; gives how many (R-RET-02)."""
    today = local(now).date()
    left = members.left_for_good(session, today)
    erased = 0
    for run in queries.taken_over_before(session, voucher_may_be_over(today)):
        taken_over_on = local(run.taken_over_at or run.created_at).date()
        left_on = [left.get(member_id) for member_id in queries.proven_by(session, run)]
        until = list_kept_until(run.kind, taken_over_on, run.undone_at is not None, left_on)
        if until is not None and until < today:
            _erase(session, run, now)
            erased += 1
    return erased


def discard_forgotten_lists(session: Session, now: datetime) -> int:
    """Discard the lists handed over long ago of which nothing was taken over; gives how many (R-GDPR-03).

    One that waits for its worker, or is tried again, stays.
    """
    forgotten = queries.never_taken_over_before(session, forgotten_if_before(now))
    idle = [run for run in forgotten if not is_tried_again(session, run)]
    for run in idle:
        discard(session, run, Actor.system(), now)
    session.flush()
    return len(idle)


def _erase(session: Session, run: ImportRun, now: datetime) -> None:
    run.erased_at = now
    run.result = {name: value for name, value in (run.result or {}).items() if name in KEPT}
    session.flush()
    archive.erase_bytes(session, run.sha256, f"{subject_of(run)}:erased", now)
    summary = Told("Datei der Liste {file} gelöscht, Frist abgelaufen", file=run.filename)
    journal.record(session, Actor.system(), "erase_papers", subject_of(run), now, summary)
