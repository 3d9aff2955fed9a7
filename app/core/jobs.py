"""Work that outlives a request: jobs of many items, taken by lease, the same code on both databases.

An item goes through three steps. `begin` runs in the transaction that takes the item and gives plain data; `work` runs
outside any transaction, while the lease is renewed; `finish` runs in the transaction that marks the item done, so that
its effect and the mark stand or fall together. A worker that dies leaves its lease to run out, one that stood still
too long finds its item taken and its effect discarded. Where nobody knows whether the effect happened (the worker died
in `work`, or `finish` failed), `lost` decides: most kinds are simply done again, a mail is not (it may have gone out).
What fails for want of something outside (no mail server, no space, no database) is tried each hour over a weekend.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import (
    CheckConstraint,
    Engine,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.core import clock
from app.core.db import BigId, Model, UtcDateTime, db, enum_column, hold, insert_into, table_of, transaction
from app.core.values import MAX_FULL_NAME, Actor, Refusal

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
"""Of what fails by its own fault: about 36 minutes."""
MAX_ATTEMPTS_OUTSIDE = MAX_ATTEMPTS + 72
"""Of what fails for want of something outside: three days, so that an outage on a weekend needs nobody."""
BACKOFF_SECONDS = (5, 30, 300, 1800, 3600)
"""The pauses between attempts; the last one is kept."""

MAX_ERROR = 2000

T = TypeVar("T")

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
    requested_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
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
    """Raised by `begin` or `work`: something must be there first; the item is taken again later, uncounted.

    Without `after` the pause grows with the age of the job, from a second to ten minutes.
    """

    def __init__(self, message: str = "", after: timedelta | None = None) -> None:
        self.after = after
        super().__init__(message)


class InDoubt(Exception):
    """Raised by `work`: nobody knows whether the effect happened; only a person may repeat it."""


class Hopeless(Exception):
    """Raised by `begin` or `work`: another attempt would end the same way; the item fails at once."""


def _nothing(_session: Session, _reference: str, _now: datetime) -> None:
    return None


@dataclass(frozen=True)
class Handler:
    """How a kind of job is done; see the module's first lines.

    `begin` and the hooks only write to the session they are given; what they wrote is undone where they raise.
    `lost` says what an item becomes of which nobody knows whether it was done: WAITING to be done again (the rule),
    IN_DOUBT to wait for a person. `failed` prepares another attempt after a fault in `work`, `gave_up` ends the last.
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
    running: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether no item waits or runs any more."""
        return self.done + self.failed + self.in_doubt >= self.total


def enqueue(
    session: Session, kind: str, items: Sequence[str], *, key: str, actor: Actor, now: datetime,
    title: str = "", not_before: datetime | None = None,
) -> Job:
    """Ask for a job in the transaction of the act behind it; the same key asks for it once."""
    asked = insert_into(session, Job).values(
        key=key, kind=kind, title=title, requested_by=actor.name, requested_by_id=actor.user_id, created_at=now
    )
    new = session.scalars(asked.on_conflict_do_nothing().returning(Job)).first()
    if new is None:
        return session.scalars(select(Job).where(Job.key == key)).one()
    steps = [
        {"job_id": new.id, "position": position, "reference": reference, "not_before": not_before or now}
        for position, reference in enumerate(items, start=1)
    ]
    if steps:
        session.execute(insert(JobItem), steps)
    return new


def progress_of(session: Session, job_id: int) -> Progress:
    """Count a job's items by state."""
    by_state = select(JobItem.state, func.count()).where(JobItem.job_id == job_id).group_by(JobItem.state)
    counts: dict[ItemState, int] = dict(session.execute(by_state).all())
    return Progress(
        total=sum(counts.values()),
        done=counts.get(ItemState.DONE, 0),
        failed=counts.get(ItemState.FAILED, 0),
        in_doubt=counts.get(ItemState.IN_DOUBT, 0),
        running=counts.get(ItemState.RUNNING, 0),
    )


def is_file_needed(session: Session, sha256: str) -> bool:
    """Say whether what came of a job consists of these bytes."""
    made = select(Job.id).where(Job.result_sha256 == sha256)
    return session.scalar(made.limit(1)) is not None


def retry(session: Session, item: JobItem, now: datetime) -> None:
    """Let a failed item, or one in doubt, be done again: a person's word."""
    if item.state not in (ItemState.FAILED, ItemState.IN_DOUBT):
        raise Refusal("Dieser Schritt läuft oder ist erledigt; er wird nicht wiederholt.")
    item.owner = item.lease_until = None
    item.state, item.attempts, item.not_before, item.error = ItemState.WAITING, 0, now, ""
    item.finished_at = item.job.finished_at = None


def mark_done(session: Session, item: JobItem, now: datetime) -> None:
    """Note a person's word that an item in doubt was done."""
    if item.state is not ItemState.IN_DOUBT:
        raise Refusal("Nur ein Schritt im Zweifel kann von Hand als erledigt vermerkt werden.")
    _settle(session, item, ItemState.DONE, "", now)


def put_in_doubt(session: Session, item: JobItem, why: str, now: datetime) -> None:
    """Let an open item wait for a person's word, where nobody knows any more whether it was done."""
    _settle(session, item, ItemState.IN_DOUBT, why, now)


def give_up(session: Session, item: JobItem, why: str, now: datetime) -> None:
    """Let an open item fail without another attempt; a person may have it done again."""
    _settle(session, item, ItemState.FAILED, why, now)


_NOW = bindparam("now", type_=UtcDateTime())


def _ours(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """Items of the kinds somebody handles, with their jobs; who takes one passes over what others hold."""
    of_kind = select(JobItem).join(JobItem.job).where(Job.kind.in_(handlers))
    return of_kind.options(contains_eager(JobItem.job)).with_for_update(skip_locked=True, of=JobItem)


def _abandoned(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """Items whose worker died; composed once, for it is asked before every item."""
    return _ours(handlers).where(JobItem.state == ItemState.RUNNING, JobItem.lease_until < _NOW)


def _due(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """The item that has been due longest; composed once."""
    waiting = _ours(handlers).where(JobItem.state == ItemState.WAITING, JobItem.not_before <= _NOW)
    return waiting.order_by(JobItem.not_before, JobItem.job_id, JobItem.position).limit(1)


@dataclass(frozen=True)
class _Order:
    """An item taken and begun."""

    item_id: int
    reference: str
    handler: Handler
    payload: object


class Worker:
    """Takes items one after another; any number of workers may run beside each other."""

    def __init__(
        self, handlers: Mapping[str, Handler], clock: Callable[[], datetime] = clock.now, lease: timedelta = LEASE
    ) -> None:
        self.handlers = handlers
        self.clock = clock
        self.lease = lease
        self.owner = secrets.token_hex(8)
        self._abandoned, self._due = _abandoned(handlers), _due(handlers)

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
            item = self._take(session)
            order = self._begin(session, item) if item else None
        if order:
            self._carry_out(order)
        return item is not None

    # --- taking -----------------------------------------------------------------------------------------------------

    def _look_after_abandoned(self, session: Session) -> None:
        """Decide what becomes of items whose worker died."""
        now = self.clock()
        for item in session.scalars(self._abandoned, {"now": now}):
            handler = self.handlers[item.job.kind]
            state = _ask_lost(session, handler, item.reference, now)
            _set_aside(session, item, handler, state, "Der Arbeiter brach ab.", now, item.attempts - 1)

    def _take(self, session: Session) -> JobItem | None:
        """Take what has been due longest, so that nothing that waits or fails again and again blocks the rest."""
        now = self.clock()
        item = session.scalar(self._due, {"now": now})
        if item:
            item.state, item.owner, item.lease_until = ItemState.RUNNING, self.owner, now + self.lease
            item.attempts += 1
            session.flush()
        return item

    def _begin(self, session: Session, item: JobItem) -> _Order | None:
        handler = self.handlers[item.job.kind]
        try:
            with session.begin_nested():
                payload = handler.begin(session, item.reference, self.clock())
        except Exception as fault:
            self._end(session, item, handler, fault)
            return None
        return _Order(item.id, item.reference, handler, payload)

    # --- doing ------------------------------------------------------------------------------------------------------

    def _carry_out(self, order: _Order) -> None:
        is_worked = False
        try:
            with self._kept_alive(order.item_id):
                result = order.handler.work(order.payload)
            is_worked = True
            with transaction() as session:
                self._mark_done(session, order)
                order.handler.finish(session, order.reference, result, self.clock())
        except _LostLease:
            log.warning("item %s was taken over by another worker", order.item_id)
        except Exception as fault:
            self._end_after_fault(order, fault, is_worked)

    def _mark_done(self, session: Session, order: _Order) -> None:
        """Give the item its end by one statement; raises where the lease ran out and another worker has it."""
        now = self.clock()
        ours = {"item": order.item_id, "by": self.owner, "now": now}
        job_id = session.scalar(_DONE, ours)
        if job_id is None:
            raise _LostLease
        _end_job(session, job_id, now)

    @contextmanager
    def _kept_alive(self, item_id: int) -> Iterator[None]:
        """Renew the lease while work lasts, however long it takes."""
        over = threading.Event()
        engine = db.engine.execution_options(writes=True)
        beat = threading.Thread(target=self._renew, args=(engine, item_id, over), daemon=True)
        beat.start()
        try:
            yield
        finally:
            over.set()
            beat.join()

    def _renew(self, engine: Engine, item_id: int, over: threading.Event) -> None:
        while not over.wait(self.lease.total_seconds() / 3):
            ours = update(JobItem).where(
                JobItem.id == item_id, JobItem.owner == self.owner, JobItem.state == ItemState.RUNNING
            )
            try:
                with engine.begin() as connection:
                    connection.execute(ours.values(lease_until=self.clock() + self.lease))
            except Exception:
                log.exception("the lease of item %s was not renewed", item_id)

    def _still_ours(self, session: Session, order: _Order) -> JobItem:
        """The item, locked; raises where the lease ran out and another worker has it."""
        ours = select(JobItem).where(
            JobItem.id == order.item_id, JobItem.owner == self.owner, JobItem.state == ItemState.RUNNING
        )
        item = session.scalar(ours.with_for_update(of=JobItem).execution_options(populate_existing=True))
        if item is None:
            raise _LostLease
        return item

    # --- ending otherwise -------------------------------------------------------------------------------------------

    def _end_after_fault(self, order: _Order, fault: Exception, is_worked: bool) -> None:
        try:
            with transaction() as session:
                self._end(session, self._still_ours(session, order), order.handler, fault, is_worked)
        except _LostLease:
            log.warning("item %s failed after another worker had taken it over", order.item_id)

    def _end(
        self, session: Session, item: JobItem, handler: Handler, fault: Exception, is_worked: bool = False
    ) -> None:
        now = self.clock()
        if isinstance(fault, NotYet) and not is_worked:
            item.attempts -= 1
            _put_back(item, now + (fault.after or _patience(item.job, now)), "")
            return
        log.error("item %s failed", item.id, exc_info=fault)
        if is_worked or isinstance(fault, InDoubt):
            state = _ask_lost(session, handler, item.reference, now)
        else:
            _ask(session, handler.failed, item.reference, now)
            state = ItemState.FAILED if isinstance(fault, Hopeless) else ItemState.WAITING
        state = ItemState.IN_DOUBT if isinstance(fault, InDoubt) else state
        most = MAX_ATTEMPTS_OUTSIDE if _is_outside(fault) else MAX_ATTEMPTS
        _set_aside(session, item, handler, state, _describe(fault), now, item.attempts, most)


class _LostLease(Exception):
    """The lease ran out and somebody else has the item; nothing of ours may count."""


def _describe(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}" if not isinstance(fault, InDoubt | Hopeless) else str(fault)


def _is_outside(fault: Exception) -> bool:
    """Say whether what an item needs does not answer or has no room, which ends by itself; a lost file does not."""
    return isinstance(fault, OSError | OperationalError) and not isinstance(fault, FileNotFoundError)


def _patience(job: Job, now: datetime) -> timedelta:
    """How long to wait before asking again whether something is there: longer, the longer it has not been."""
    return max(timedelta(seconds=1), min((now - job.created_at) / 10, timedelta(minutes=10)))


def _put_back(item: JobItem, not_before: datetime, error: str) -> None:
    item.state, item.owner, item.lease_until = ItemState.WAITING, None, None
    item.not_before, item.error = not_before, error[:MAX_ERROR]


def _settle(session: Session, item: JobItem, state: ItemState, error: str, now: datetime) -> None:
    """Give an item its last state; the last item of a job ends the job."""
    item.state, item.lease_until, item.error, item.finished_at = state, None, error[:MAX_ERROR], now
    session.flush()
    _end_job(session, item.job_id, now)


_STEPS, _JOBS = table_of(JobItem), table_of(Job)
_DONE = (
    update(_STEPS)
    .where(_STEPS.c.id == bindparam("item"), _STEPS.c.owner == bindparam("by"), _STEPS.c.state == ItemState.RUNNING)
    .values(state=ItemState.DONE, lease_until=None, error="", finished_at=_NOW)
    .returning(_STEPS.c.job_id)
)
_IS_OPEN = exists().where(_STEPS.c.job_id == bindparam("job"), _STEPS.c.state.in_(OPEN_STATES))
_ENDED = update(_JOBS).where(_JOBS.c.id == bindparam("job"), ~_IS_OPEN).values(finished_at=_NOW)


def _end_job(session: Session, job_id: int, now: datetime) -> None:
    """Note the end of a job none of whose items is open; of two last items the second one sees it."""
    hold(session, f"job {job_id}", alone=True)
    session.execute(_ENDED, {"job": job_id, "now": now})


def _set_aside(
    session: Session, item: JobItem, handler: Handler, state: ItemState, error: str, now: datetime, failures: int,
    most: int = MAX_ATTEMPTS,
) -> None:
    """Let an item that was not done wait for its next attempt, or for a person after the last one.

    `failures` are its own so far: the first death of a worker is not the item's fault and makes no pause.
    """
    if state is ItemState.WAITING and item.attempts < most:
        pause = (0, *BACKOFF_SECONDS)[min(failures, len(BACKOFF_SECONDS))]
        _put_back(item, now + timedelta(seconds=pause), error)
        return
    if state is not ItemState.IN_DOUBT:
        state = ItemState.FAILED
        _ask(session, handler.gave_up, item.reference, error, now)
    _settle(session, item, state, error, now)


def _ask(session: Session, hook: Callable[..., T], *arguments: object) -> T | None:
    """Let a kind's hook do its part; a fault in it is logged and undone, the item's own state is kept all the same."""
    try:
        with session.begin_nested():
            return hook(session, *arguments)
    except Exception:
        log.exception("a hook failed for %s", arguments)
        return None


def _ask_lost(session: Session, handler: Handler, reference: str, now: datetime) -> ItemState:
    return _ask(session, handler.lost, reference, now) or ItemState.IN_DOUBT
