"""Jobs with how far they are, as the list and the page of one job show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.core.jobs import CHECK_JOB, ItemState, Job, JobItem, Progress, progress_of
from app.core.outbox import JOB_KIND
from app.core.values import Actor, NotFound
from app.operations.queries.words import says
from app.operations.rules import may_see_job


@dataclass(frozen=True)
class JobRow:
    """A job and how far it is; `state` is one of waiting, running, paused, done, failed, in_doubt, cancelled."""

    job: Job
    progress: Progress
    state: str
    due: datetime | None = None
    """When the first step that waits is due."""

    def waits_until(self, now: datetime) -> datetime | None:
        """The moment before which nothing of it is done, where that lies ahead."""
        return self.due if self.state == "waiting" and self.due is not None and self.due > now else None


def _count(state: ItemState) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((JobItem.state == state, 1), else_=0)), 0)


_COUNTS = (
    select(
        JobItem.job_id.label("job_id"), func.count().label("total"), _count(ItemState.DONE).label("done"),
        _count(ItemState.FAILED).label("failed"), _count(ItemState.IN_DOUBT).label("in_doubt"),
        _count(ItemState.RUNNING).label("running"), _count(ItemState.WAITING).label("waiting"),
        _count(ItemState.CANCELLED).label("cancelled"),
        func.min(case((JobItem.state == ItemState.WAITING, JobItem.not_before))).label("due"),
    ).group_by(JobItem.job_id).subquery()
)  # fmt: skip

_FIGURES = ("total", "done", "failed", "in_doubt", "running", "cancelled")

_STATE = case(
    (Job.paused_at.is_not(None), "paused"),
    (_COUNTS.c.running > 0, "running"),
    ((_COUNTS.c.waiting > 0) & (_COUNTS.c.waiting < _COUNTS.c.total), "running"),
    (_COUNTS.c.waiting > 0, "waiting"),
    (_COUNTS.c.failed > 0, "failed"),
    (_COUNTS.c.in_doubt > 0, "in_doubt"),
    (_COUNTS.c.cancelled > 0, "cancelled"),
    else_="done",
)

UNCLEAR = "unclear"
"""Not a state of its own: jobs of which some step failed or is in doubt, whatever the others do."""

JOB_SORTS = {
    "created": (Job.created_at, Job.id),
    "kind": (Job.kind, Job.id),
    "finished": (Job.finished_at, Job.id),
}
"""By what the list of jobs can be sorted."""


def list_jobs(
    session: Session, *, kind: str = "", state: str = "", words: str = "", sort: str = "created",
    descending: bool = True, offset: int = 0, limit: int | None = None, of: int | None = None,
) -> tuple[list[JobRow], int]:
    """Jobs that fit, one page of them, and how many there are in all; mails only where their kind is asked for.

    `of` keeps the jobs that this account asked for.
    """
    found = select(Job, *_COUNTS.c, _STATE.label("state")).outerjoin(_COUNTS, _COUNTS.c.job_id == Job.id)
    found = found.where(Job.kind == kind if kind else Job.kind != JOB_KIND)
    if of is not None:
        found = found.where(Job.requested_by_id == of)
    if state == UNCLEAR:
        found = found.where(_COUNTS.c.failed + _COUNTS.c.in_doubt > 0)
    elif state:
        found = found.where(_STATE.in_([state]))
    found = found.where(*says((Job.title, Job.requested_by), words))
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(Job.id).subquery())) or 0
    order = [column.desc() if descending else column.asc() for column in JOB_SORTS[sort]]
    rows = session.execute(found.order_by(*order).offset(offset).limit(limit))
    return [
        JobRow(row["Job"], Progress(*(row[name] or 0 for name in _FIGURES)), row["state"], row["due"])
        for row in rows.mappings()
    ], total


def job_kinds(session: Session) -> Sequence[str]:
    """Every kind of job there is."""
    return session.scalars(select(Job.kind).distinct().order_by(Job.kind)).all()


def count_jobs(session: Session) -> int:
    """How many jobs there are, but for mails."""
    return session.scalar(select(func.count()).where(Job.kind != JOB_KIND)) or 0


def get_job(session: Session, job_id: int) -> JobRow:
    """One job and how far it is; NotFound where there is none."""
    found = select(Job, _STATE.label("state"), _COUNTS.c.due).outerjoin(_COUNTS, _COUNTS.c.job_id == Job.id)
    row = session.execute(found.where(Job.id == job_id)).first()
    if row is None:
        raise NotFound
    return JobRow(row.Job, progress_of(session, job_id), row.state, row.due)


def get_job_for(session: Session, job_id: int, actor: Actor) -> JobRow:
    """The same for somebody: what one may not see is not there."""
    row = get_job(session, job_id)
    if not may_see_job(row.job.requested_by_id, actor):
        raise NotFound
    return row


def find_open_check(session: Session) -> Job | None:
    """The check that somebody asked for and that is not over."""
    asked = select(Job).where(Job.kind == CHECK_JOB, Job.finished_at.is_(None), Job.requested_by_id.is_not(None))
    return session.scalar(asked.order_by(Job.id.desc()).limit(1))


def items_of(
    session: Session, job_id: int, offset: int = 0, limit: int | None = None, state: str = ""
) -> tuple[Sequence[JobItem], int]:
    """The steps of a job, those that need a person first, and how many there are."""
    found: Select[JobItem] = select(JobItem).where(JobItem.job_id == job_id)
    if state in list(ItemState):
        found = found.where(JobItem.state == ItemState(state))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    needs_somebody = case((JobItem.state.in_((ItemState.FAILED, ItemState.IN_DOUBT)), 0), else_=1)
    return session.scalars(found.order_by(needs_somebody, JobItem.position).offset(offset).limit(limit)).all(), total


def get_item(session: Session, job_id: int, item_id: int, lock: bool = False) -> JobItem:
    """One step of a job, locked where it is to be changed; NotFound where there is none."""
    found = select(JobItem).where(JobItem.id == item_id, JobItem.job_id == job_id)
    item = session.scalar(found.with_for_update(of=JobItem) if lock else found)
    if item is None:
        raise NotFound
    return item
