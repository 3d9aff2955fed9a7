"""Jobs with how far they are, as the list and the page of one job show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.core.jobs import ItemState, Job, JobItem, Progress, progress_of
from app.core.outbox import JOB_KIND
from app.core.values import NotFound
from app.operations.queries.words import says


@dataclass(frozen=True)
class JobRow:
    """A job and how far it is; `state` is one of waiting, running, done, failed, in_doubt."""

    job: Job
    progress: Progress
    state: str


def _count(state: ItemState) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((JobItem.state == state, 1), else_=0)), 0)


_COUNTS = (
    select(
        JobItem.job_id.label("job_id"), func.count().label("total"), _count(ItemState.DONE).label("done"),
        _count(ItemState.FAILED).label("failed"), _count(ItemState.IN_DOUBT).label("in_doubt"),
        _count(ItemState.RUNNING).label("running"), _count(ItemState.WAITING).label("waiting"),
    ).group_by(JobItem.job_id).subquery()
)  # fmt: skip

_STATE = case(
    (_COUNTS.c.running > 0, "running"),
    ((_COUNTS.c.waiting > 0) & (_COUNTS.c.waiting < _COUNTS.c.total), "running"),
    (_COUNTS.c.waiting > 0, "waiting"),
    (_COUNTS.c.failed > 0, "failed"),
    (_COUNTS.c.in_doubt > 0, "in_doubt"),
    else_="done",
)

JOB_SORTS = {
    "created": (Job.created_at, Job.id),
    "kind": (Job.kind, Job.id),
    "finished": (Job.finished_at, Job.id),
}
"""By what the list of jobs can be sorted."""


def list_jobs(
    session: Session, *, kind: str = "", state: str = "", words: str = "", sort: str = "created",
    descending: bool = True, offset: int = 0, limit: int | None = None,
) -> tuple[list[JobRow], int]:
    """Jobs that fit, one page of them, and how many there are in all; mails only where their kind is asked for."""
    found = select(Job, *_COUNTS.c, _STATE.label("state")).outerjoin(_COUNTS, _COUNTS.c.job_id == Job.id)
    found = found.where(Job.kind == kind if kind else Job.kind != JOB_KIND)
    if state:
        found = found.where(_STATE.in_([state]))
    found = found.where(*says((Job.title, Job.requested_by), words))
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(Job.id).subquery())) or 0
    order = [column.desc() if descending else column.asc() for column in JOB_SORTS[sort]]
    rows = session.execute(found.order_by(*order).offset(offset).limit(limit)).all()
    return [
        JobRow(row.Job, Progress(row.total or 0, row.done or 0, row.failed or 0, row.in_doubt or 0), row.state)
        for row in rows
    ], total


def job_kinds(session: Session) -> Sequence[str]:
    """Every kind of job there is."""
    return session.scalars(select(Job.kind).distinct().order_by(Job.kind)).all()


def count_jobs(session: Session) -> int:
    """How many jobs there are, but for mails."""
    return session.scalar(select(func.count()).where(Job.kind != JOB_KIND)) or 0


def get_job(session: Session, job_id: int) -> JobRow:
    """One job and how far it is; NotFound where there is none."""
    row = session.execute(
        select(Job, _STATE.label("state")).outerjoin(_COUNTS, _COUNTS.c.job_id == Job.id).where(Job.id == job_id)
    ).first()
    if row is None:
        raise NotFound
    return JobRow(row.Job, progress_of(session, job_id), row.state)


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


def failed_items(session: Session, job_id: int) -> Sequence[JobItem]:
    """The steps of a job that failed, locked, to be done again."""
    found = select(JobItem).where(JobItem.job_id == job_id, JobItem.state == ItemState.FAILED)
    return session.scalars(found.order_by(JobItem.position).with_for_update(of=JobItem)).all()
