"""Work that outlives a request: jobs of many items, taken by lease, the same code on both databases.

An item goes through three steps. `begin` runs in the transaction that takes the item and gives plain data; `work` runs
outside any transaction; `finish` runs in the transaction that marks the item done, so that its effect and the mark
stand or fall together. A worker that dies leaves its lease to run out; then `lost` decides: most kinds are simply
taken again, a mail is not (it may have gone out).
"""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, Text, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.core.clock import now as clock_now
from app.core.db import BigId, Model, UtcDateTime, enum_column, transaction
from app.core.values import Actor, Refusal

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
BACKOFF_SECONDS = (5, 30, 300, 1800)

log = logging.getLogger(__name__)


class ItemState(StrEnum):
    """Where an item stands; IN_DOUBT waits for a person's word."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


OPEN_STATES = (ItemState.WAITING, ItemState.RUNNING)


class Job(Model):
    """A piece of work somebody asked for, or an act left behind."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result_sha256: Mapped[str | None] = mapped_column(String(64))

    items: Mapped[list["JobItem"]] = relationship(back_populates="job", order_by="JobItem.position", lazy="raise")


class JobItem(Model):
    """One step of a job: a letter, a mail, a deletion."""

    __tablename__ = "job_item"
    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        Index("ix_job_item_queue", "state", "not_before"),
        CheckConstraint("attempts >= 0", name="attempts_count"),
        CheckConstraint("state <> 'running' OR lease_until IS NOT NULL", name="running_has_a_lease"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    position: Mapped[int]
    reference: Mapped[str] = mapped_column(String(120))
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState), default=ItemState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    job: Mapped[Job] = relationship(back_populates="items", lazy="joined", innerjoin=True)


class NotYet(Exception):
    """Raised by `begin` or `work`: something must be there first; the item is taken again soon, uncounted."""


class InDoubt(Exception):
    """Raised by `work`: nobody knows whether the effect happened; only a person may repeat it."""


def _nothing(_session: Session, _reference: str, _now: datetime) -> None:
    return None


@dataclass(frozen=True)
class Handler:
    """How a kind of job is done; see the module's first lines.

    `lost` returns the state an abandoned item gets; `failed` prepares another attempt, `gave_up` ends the last one.
    """

    finish: Callable[[Session, str, object, datetime], None]
    begin: Callable[[Session, str, datetime], object] = _nothing
    work: Callable[[object], object] = lambda payload: payload
    lost: Callable[[Session, str, datetime], ItemState] = lambda _session, _reference, _now: ItemState.WAITING
    failed: Callable[[Session, str, datetime], None] = _nothing
    gave_up: Callable[[Session, str, str, datetime], None] = lambda _session, _reference, _error, _now: None


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    total: int
    done: int
    failed: int
    in_doubt: int

    @property
    def is_finished(self) -> bool:
        """Whether no item waits or runs any more."""
        return self.done + self.failed + self.in_doubt >= self.total


def enqueue(
    session: Session, kind: str, items: Sequence[str], *, key: str, actor: Actor, now: datetime,
    title: str = "", not_before: datetime | None = None,
) -> Job:
    """Ask for a job in the transaction of the act behind it; the same key asks for it once."""
    known = session.scalar(select(Job).where(Job.key == key))
    if known:
        return known
    job = Job(kind=kind, key=key, title=title, requested_by=actor.name, requested_by_id=actor.user_id, created_at=now)
    session.add(job)
    session.flush()
    session.add_all(
        JobItem(job_id=job.id, position=position, reference=reference, not_before=not_before or now)
        for position, reference in enumerate(items, start=1)
    )
    session.flush()
    return job


def progress_of(session: Session, job_id: int) -> Progress:
    """Count a job's items by state."""
    counts: dict[ItemState, int] = {
        state: number
        for state, number in session.execute(
            select(JobItem.state, func.count()).where(JobItem.job_id == job_id).group_by(JobItem.state)
        )
    }
    return Progress(
        total=sum(counts.values()),
        done=counts.get(ItemState.DONE, 0),
        failed=counts.get(ItemState.FAILED, 0),
        in_doubt=counts.get(ItemState.IN_DOUBT, 0),
    )


def retry(session: Session, item: JobItem, now: datetime) -> None:
    """Let a failed item, or one in doubt, be done again: a person's word."""
    if item.state not in (ItemState.FAILED, ItemState.IN_DOUBT):
        raise Refusal("Dieser Schritt läuft oder ist erledigt; er wird nicht wiederholt.")
    item.state, item.attempts, item.not_before, item.error = ItemState.WAITING, 0, now, ""
    item.finished_at = item.job.finished_at = None


class Worker:
    """Takes items one after another; any number of workers may run beside each other."""

    def __init__(
        self, handlers: Mapping[str, Handler], clock: Callable[[], datetime] = clock_now, lease: timedelta = LEASE
    ) -> None:
        self.handlers = handlers
        self.clock = clock
        self.lease = lease
        self.owner = secrets.token_hex(8)

    def run_until_idle(self, limit: int = 10_000) -> int:
        """Do whatever is due and say how many items were touched."""
        return next((number for number in range(limit) if not self.run_next()), limit)

    def run_forever(self, stop: threading.Event, pause_seconds: float = 1.0) -> None:
        """Work until told to stop; a fault of the database is logged and waited out."""
        while not stop.is_set():
            try:
                busy = self.run_next()
            except Exception:
                log.exception("the worker met a fault and goes on")
                busy = False
            if not busy:
                stop.wait(pause_seconds)

    def run_next(self) -> bool:
        """Do one item; False where none is due."""
        with transaction() as session:
            self._look_after_abandoned(session)
            taken = self._take(session)
            if taken is None:
                return False
            item_id, kind, reference = taken.id, taken.job.kind, taken.reference
        self._carry_out(item_id, self.handlers[kind], reference)
        return True

    def _carry_out(self, item_id: int, handler: Handler, reference: str) -> None:
        try:
            with transaction() as session:
                payload = handler.begin(session, reference, self.clock())
            result = handler.work(payload)
            with transaction() as session:
                self._settle(session, item_id, ItemState.DONE)
                handler.finish(session, reference, result, self.clock())
        except NotYet:
            self._put_back(item_id)
        except InDoubt as doubt:
            with transaction() as session:
                self._settle(session, item_id, ItemState.IN_DOUBT, str(doubt))
                handler.lost(session, reference, self.clock())
        except _LostLease:
            log.warning("item %s was taken over by another worker", item_id)
        except Exception as fault:
            log.exception("item %s failed", item_id)
            self._note_failure(item_id, handler, reference, f"{type(fault).__name__}: {fault}")

    def _take(self, session: Session) -> JobItem | None:
        now = self.clock()
        due = _due_items(now).where(Job.kind.in_(self.handlers)).limit(1)
        if session.get_bind().dialect.name == "postgresql":
            due = due.with_for_update(skip_locked=True, of=JobItem)
        item = session.scalar(due)
        if item:
            item.state, item.owner, item.lease_until = ItemState.RUNNING, self.owner, now + self.lease
            item.attempts += 1
        return item

    def _look_after_abandoned(self, session: Session) -> None:
        """Decide what becomes of items whose worker died."""
        now = self.clock()
        abandoned = (
            select(JobItem).join(Job)
            .where(JobItem.state == ItemState.RUNNING, JobItem.lease_until < now, Job.kind.in_(self.handlers))
        )
        if session.get_bind().dialect.name == "postgresql":
            abandoned = abandoned.with_for_update(skip_locked=True, of=JobItem)
        for item in session.scalars(abandoned):
            item.state = self.handlers[item.job.kind].lost(session, item.reference, now)
            item.owner, item.lease_until, item.not_before = None, None, now
        session.flush()

    def _settle(self, session: Session, item_id: int, state: ItemState, error: str = "") -> None:
        """Give an item its last state, if it is still ours."""
        ours = update(JobItem).where(
            JobItem.id == item_id, JobItem.owner == self.owner, JobItem.state == ItemState.RUNNING
        )
        now = self.clock()
        mine = ours.values(state=state, error=error[:2000], finished_at=now, lease_until=None).returning(JobItem.id)
        if session.execute(mine).first() is None:
            raise _LostLease
        item = session.get_one(JobItem, item_id, populate_existing=True)
        left = select(func.count()).where(JobItem.job_id == item.job_id, JobItem.state.in_(OPEN_STATES))
        if not session.scalar(left):
            item.job.finished_at = now

    def _put_back(self, item_id: int, error: str = "", delay: timedelta = timedelta(seconds=1)) -> None:
        with transaction() as session:
            ours = update(JobItem).where(JobItem.id == item_id, JobItem.owner == self.owner)
            session.execute(
                ours.values(
                    state=ItemState.WAITING, owner=None, lease_until=None, error=error[:2000],
                    not_before=self.clock() + delay,
                    attempts=JobItem.attempts if error else JobItem.attempts - 1,
                )
            )

    def _note_failure(self, item_id: int, handler: Handler, reference: str, error: str) -> None:
        with transaction() as session:
            attempts = session.get_one(JobItem, item_id, populate_existing=True).attempts
            if attempts >= MAX_ATTEMPTS:
                self._settle(session, item_id, ItemState.FAILED, error)
                handler.gave_up(session, reference, error, self.clock())
                return
            handler.failed(session, reference, self.clock())
        self._put_back(item_id, error, timedelta(seconds=BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1]))


class _LostLease(Exception):
    """The lease ran out and somebody else has the item; nothing of ours may count."""


def _due_items(now: datetime) -> Select[JobItem]:
    due = select(JobItem).join(Job).where(JobItem.state == ItemState.WAITING, JobItem.not_before <= now)
    return due.order_by(JobItem.job_id, JobItem.position)
