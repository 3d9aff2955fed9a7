"""How fast a job goes, and how long it will still take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs.queue import ItemState, Job, JobItem, Progress

RECENT = 30
"""How many items the rate is measured over: what was slow an hour ago says nothing about the next minute."""
SEVERAL = 3
"""Fewer items than these make no rate."""


@dataclass(frozen=True)
class Pace:
    """Items a minute and time left; None where it cannot be told yet."""

    per_minute: float | None = None
    left: timedelta | None = None


def pace_of(session: Session, job: Job, progress: Progress, now: datetime) -> Pace:
    """How fast the last items were done and how long the open ones will take at that; nothing for a job at rest."""
    if progress.is_finished or job.paused_at:
        return Pace()
    ends = select(JobItem.finished_at, JobItem.started_at).where(
        JobItem.job_id == job.id, JobItem.state.in_((ItemState.DONE, ItemState.FAILED)),
        JobItem.finished_at.is_not(None), JobItem.started_at.is_not(None),
    )
    recent = session.execute(ends.order_by(JobItem.finished_at.desc()).limit(RECENT)).all()
    moments = [(ended, begun) for ended, begun in recent if ended and begun]
    open_items = progress.total - progress.done - progress.failed - progress.in_doubt - progress.cancelled
    return of_moments(moments, open_items, now) if moments else _of_parts(session, job, now)


def of_moments(moments: Sequence[tuple[datetime, datetime]], open_items: int, now: datetime) -> Pace:
    """The pace of items by their (end, begin), newest first: over the time from the first begin until now.

    Until now, not until the last end, so that the rate falls while nothing gets done.
    """
    seconds = (now - min(begun for _, begun in moments)).total_seconds()
    if len(moments) < SEVERAL or seconds <= 0:
        return Pace()
    return Pace(60 * len(moments) / seconds, timedelta(seconds=round(open_items * seconds / len(moments))))


def _of_parts(session: Session, job: Job, now: datetime) -> Pace:
    """The time left of a single long step, by what it told of itself."""
    running = select(JobItem.started_at, JobItem.parts_done, JobItem.parts_total).where(
        JobItem.job_id == job.id, JobItem.state == ItemState.RUNNING, JobItem.parts_done > 0
    )
    begun, done, total = session.execute(running.limit(1)).first() or (None, 0, 0)
    if begun is None:
        return Pace()
    return Pace(left=timedelta(seconds=round((now - begun).total_seconds() * (total - done) / done)))
