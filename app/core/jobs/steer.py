"""A person's word on a whole job: pause, go on, cancel, do again what failed.

An item that runs is never torn apart: it finishes, or fails and then ends as cancelled. The worker, and whoever calls
some steps off, locks an item first and then its job; whoever holds a job waits for no item that somebody else holds.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, true, update
from sqlalchemy.orm import Session, contains_eager

from app.core import journal
from app.core.jobs.queue import ItemState, Job, JobItem, end_job, hold_job, retry, settle
from app.core.journal import JournalLine
from app.core.values import Refusal

CANCELLED_WORDS = "Der Auftrag wurde abgebrochen."


def pause(session: Session, job: Job, now: datetime) -> None:
    """Let no further item begin; what runs at this moment is finished."""
    _hold_open(session, job)
    if job.paused_at:
        raise Refusal("Dieser Auftrag ist schon angehalten.")
    job.paused_at = now
    waiting = select(JobItem.id).where(JobItem.job_id == job.id, JobItem.state == ItemState.WAITING)
    held = waiting.with_for_update(skip_locked=True, of=JobItem)
    session.execute(update(JobItem).where(JobItem.id.in_(held)).values(rank=None))


def resume(session: Session, job: Job) -> None:
    """Go on with a job that was paused."""
    _hold_paused(session, job)
    _hold_open(session, job)
    if job.paused_at is None:
        raise Refusal("Dieser Auftrag ist nicht angehalten.")
    job.paused_at = None
    _stand_again(session, job)


def _hold_paused(session: Session, job: Job) -> None:
    """Hold the steps that a pause took out of the queue before their job, as whoever calls some of them off does."""
    out = select(JobItem.id).where(JobItem.job_id == job.id, JobItem.rank.is_(None)).order_by(JobItem.position)
    session.execute(out.with_for_update(of=JobItem)).all()


def _stand_again(session: Session, job: Job) -> None:
    """Let what waits stand in the queue again; a pause has taken it out.

    Where the pause came after `_hold_paused`, somebody else may hold one of these steps and wait for the job: then
    nothing is done, since a step left outside would never be taken again.
    """
    out = JobItem.job_id == job.id, JobItem.state == ItemState.WAITING, JobItem.rank.is_(None)
    held = select(JobItem.id).where(*out).with_for_update(skip_locked=True, of=JobItem)
    session.execute(update(JobItem).where(JobItem.id.in_(held)).values(rank=job.rank))
    if session.scalar(select(JobItem.id).where(*out).limit(1)) is not None:
        raise Refusal("Einzelne Schritte dieses Auftrags werden eben anderswo geändert. Versuchen Sie es noch einmal.")


def cancel(session: Session, job: Job, now: datetime) -> Sequence[str]:
    """End every item that waits, and give their references; what runs at this moment is finished and not repeated."""
    _hold_paused(session, job)
    _hold_open(session, job)
    job.cancelled_at, job.paused_at = now, None
    waiting = select(JobItem).where(JobItem.job_id == job.id, JobItem.state == ItemState.WAITING)
    items = session.scalars(waiting.order_by(JobItem.position).with_for_update(skip_locked=True, of=JobItem)).all()
    for item in items:
        item.state, item.finished_at = ItemState.CANCELLED, now
    session.flush()
    _stand_again(session, job)
    end_job(session, job.id, now)
    return [item.reference for item in items]


def call_off(
    session: Session, kind: str, references: Collection[str], why: str, now: datetime, due_at: datetime | None = None
) -> None:
    """End what waits of a kind about these, since its reason is gone; what runs at this moment is finished.

    `due_at` leaves what waits for another moment.
    """
    for item in _held_waiting(session, kind, references, due_at):
        settle(session, item, ItemState.CANCELLED, why, now)


def note_done(session: Session, kind: str, references: Collection[str], now: datetime) -> Sequence[str]:
    """Take what waits of a kind about these out of the queue as done, for the act at hand to do; gives which it was.

    What runs at this moment is finished where it runs.
    """
    items = _held_waiting(session, kind, references)
    for item in items:
        settle(session, item, ItemState.DONE, "", now)
    return [item.reference for item in items]


def _held_waiting(
    session: Session, kind: str, references: Collection[str], due_at: datetime | None = None
) -> Sequence[JobItem]:
    """What waits of a kind about these, held until this transaction is over; what somebody else holds is left out."""
    waiting = select(JobItem).join(JobItem.job).options(contains_eager(JobItem.job)).where(
        Job.kind == kind, JobItem.state == ItemState.WAITING, JobItem.reference.in_(references),
        JobItem.not_before == due_at if due_at else true(),
    )
    held = waiting.order_by(JobItem.job_id, JobItem.position).with_for_update(skip_locked=True, of=JobItem)
    return session.scalars(held).all()


def steered_by(session: Session, job: Job) -> JournalLine | None:
    """Who paused or cancelled a job, and when; None where it goes on, or the journal does not know."""
    act = "job.cancelled" if job.cancelled_at else "job.paused" if job.paused_at else ""
    lines = journal.lines_about(session, f"job:{job.id}") if act else []
    return next((line for line in lines if line.act == act), None)


def retry_failed(session: Session, job: Job, now: datetime) -> Sequence[JobItem]:
    """Let every item that failed be done again, and give them; Refusal where none did."""
    hold_job(session, job.id)
    failed = select(JobItem).where(JobItem.job_id == job.id, JobItem.state == ItemState.FAILED)
    items = session.scalars(failed.order_by(JobItem.position).with_for_update(skip_locked=True, of=JobItem)).all()
    if not items:
        raise Refusal("In diesem Auftrag ist kein Schritt gescheitert.")
    session.refresh(job)
    for item in items:
        retry(session, item, now)
    return items


def _hold_open(session: Session, job: Job) -> None:
    """Hold a job and read it anew; Refusal where it is over or cancelled, for then nothing is left to steer."""
    hold_job(session, job.id)
    session.refresh(job)
    if job.finished_at or job.cancelled_at:
        raise Refusal("Dieser Auftrag ist schon zu Ende.")
