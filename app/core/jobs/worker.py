"""The worker: takes what is due, keeps its lease while it works, and decides what becomes of what went wrong."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Engine, ScalarSelect, Select, bindparam, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, contains_eager

from app.core import clock
from app.core.db import UtcDateTime, db, table_of
from app.core.jobs.gap import Gap
from app.core.jobs.handler import Handler, Hopeless, InDoubt, NotYet
from app.core.jobs.hindrances import describe
from app.core.jobs.meter import Meter, measured
from app.core.jobs.queue import MAX_ERROR, ItemState, Job, JobItem, Rank, end_job, hold_job, settle
from app.core.jobs.steer import CANCELLED_WORDS
from app.core.values import Refusal

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
"""Of what fails by its own fault: about 36 minutes."""
MAX_ATTEMPTS_OUTSIDE = MAX_ATTEMPTS + 72
"""Of what fails for want of something outside: three days, so that an outage on a weekend needs nobody."""
BACKOFF_SECONDS = (5, 30, 300, 1800, 3600)
"""The pauses between attempts; the last one is kept."""
LOOK_AT_METER = 2.0
"""How often, in seconds, it is written down how far a long step is."""

T = TypeVar("T")

log = logging.getLogger(__name__)


_NOW = bindparam("now", type_=UtcDateTime())


def _ours(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """Items of the kinds somebody handles, with their jobs; who takes one passes over what others hold."""
    of_kind = select(JobItem).join(JobItem.job).where(Job.kind.in_(handlers))
    return of_kind.options(contains_eager(JobItem.job)).with_for_update(skip_locked=True, of=JobItem)


def _abandoned(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """Items whose worker died, by job, in which order everybody holds jobs; composed once."""
    lost = _ours(handlers).where(JobItem.state == ItemState.RUNNING, JobItem.lease_until < _NOW)
    return lost.order_by(JobItem.job_id, JobItem.position)


def _due(handlers: Mapping[str, Handler]) -> Select[JobItem]:
    """The item to be done next: of the first rank of which one is due, what has been due longest; composed once.

    Each rank is asked for by itself, as it is the first in the index of the queue, and only where nothing of a higher
    one is due.
    """
    first = func.coalesce(*(_first_of(handlers, rank) for rank in Rank))
    return _ours(handlers).where(JobItem.id == first)


def _first_of(handlers: Mapping[str, Handler], rank: Rank) -> ScalarSelect[int]:
    waiting = select(JobItem.id).join(JobItem.job).where(
        Job.kind.in_(handlers), JobItem.state == ItemState.WAITING, JobItem.rank == rank, JobItem.not_before <= _NOW,
        Job.paused_at.is_(None),
    )
    oldest = waiting.order_by(JobItem.not_before, JobItem.job_id, JobItem.position).limit(1)
    return oldest.with_for_update(skip_locked=True, of=JobItem).correlate(None).scalar_subquery()


_STEPS = table_of(JobItem)
_DONE = (
    update(_STEPS)
    .where(_STEPS.c.id == bindparam("item"), _STEPS.c.owner == bindparam("by"), _STEPS.c.state == ItemState.RUNNING)
    .values(state=ItemState.DONE, lease_until=None, error="", finished_at=_NOW)
    .returning(_STEPS.c.job_id)
)


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
        self._gap = Gap()
        self._looks_again_at = datetime.min.replace(tzinfo=UTC)

    def run_until_idle(self, limit: int = 10_000) -> int:
        """Do whatever is due and say how many items were touched."""
        return next((number for number in range(limit) if not self.run_next()), limit)

    def run_forever(
        self, stop: threading.Event, pause_seconds: float = 1.0, meanwhile: Callable[[], bool] = lambda: False
    ) -> None:
        """Work until told to stop, with room for others between the steps; a fault of the database is waited out.

        `meanwhile` is done whenever nothing is due: it looks for what nobody asked for, and must cost next to nothing.
        """
        while not stop.is_set():
            try:
                busy = self.run_next() or meanwhile()
            except Exception:
                log.exception("the worker met a fault and goes on")
                busy = False
            rest = self._gap.due() if busy else pause_seconds
            if rest:
                stop.wait(rest)

    def run_next(self) -> bool:
        """Do one item; False where none is due."""
        with self._gap.writing() as session:
            self._look_after_abandoned(session)
            item = self._take(session)
            order = self._begin(session, item) if item else None
        if order:
            self._carry_out(order)
        return item is not None

    # --- taking -----------------------------------------------------------------------------------------------------

    def _look_after_abandoned(self, session: Session) -> None:
        """Decide what becomes of items whose worker died; ten looks within a lease, not one before each item."""
        now = self.clock()
        if now < self._looks_again_at:
            return
        self._looks_again_at = now + self.lease / 10
        for item in session.scalars(self._abandoned, {"now": now}):
            handler = self.handlers[item.job.kind]
            state = _ask_lost(session, handler, item.reference, now)
            _set_aside(session, item, handler, state, "Der Arbeiter brach ab.", now, item.attempts - 1)

    def _take(self, session: Session) -> JobItem | None:
        """Take what has been due longest, so that nothing that waits or fails again and again blocks the rest.

        Of masses for which nobody waits only where nothing else is due.
        """
        now = self.clock()
        item = session.scalar(self._due, {"now": now})
        if item:
            item.state, item.owner, item.lease_until = ItemState.RUNNING, self.owner, now + self.lease
            item.started_at, item.parts_done, item.parts_total = now, 0, 0
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
            with measured() as meter, self._kept_alive(order.item_id, meter):
                result = order.handler.work(order.payload)
            is_worked = True
            with self._gap.writing() as session:
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
        end_job(session, job_id, now)

    @contextmanager
    def _kept_alive(self, item_id: int, meter: Meter) -> Iterator[None]:
        """Renew the lease while work lasts, however long it takes, and write down how far it is."""
        over = threading.Event()
        engine = db.engine.execution_options(writes=True)
        beat = threading.Thread(target=self._renew, args=(engine, item_id, meter, over), daemon=True)
        beat.start()
        try:
            yield
        finally:
            over.set()
            beat.join()

    def _renew(self, engine: Engine, item_id: int, meter: Meter, over: threading.Event) -> None:
        """Write when a third of the lease is over, and sooner where the work has told how far it is."""
        beats, pause = 0, min(self.lease.total_seconds() / 3, LOOK_AT_METER)
        while not over.wait(pause):
            beats += 1
            if not meter.has_news and beats * pause < self.lease.total_seconds() / 3:
                continue
            beats, ours = 0, update(JobItem).where(
                JobItem.id == item_id, JobItem.owner == self.owner, JobItem.state == ItemState.RUNNING
            )
            values = {"lease_until": self.clock() + self.lease, **meter.news()}
            try:
                with engine.begin() as connection:
                    connection.execute(ours.values(**values))
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
            with self._gap.writing() as session:
                self._end(session, self._still_ours(session, order), order.handler, fault, is_worked)
        except _LostLease:
            log.warning("item %s failed after another worker had taken it over", order.item_id)

    def _end(
        self, session: Session, item: JobItem, handler: Handler, fault: Exception, is_worked: bool = False
    ) -> None:
        now = self.clock()
        if isinstance(fault, NotYet) and not is_worked:
            item.attempts -= 1
            if not _end_if_cancelled(session, item, handler, now):
                _put_back(item, now + (fault.after or _patience(item.job, now)), "")
            return
        log.error("item %s failed (%s %s)", item.id, item.job.kind, item.reference, exc_info=fault)
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
    """What hindered an item: the rule's own sentence, or what nobody has foreseen with its name."""
    is_sentence = isinstance(fault, InDoubt | Hopeless | Refusal)
    return str(fault) if is_sentence else describe(fault)


def _is_outside(fault: Exception) -> bool:
    """Say whether what an item needs does not answer or has no room, which ends by itself; a lost file does not."""
    return isinstance(fault, OSError | OperationalError) and not isinstance(fault, FileNotFoundError)


def _patience(job: Job, now: datetime) -> timedelta:
    """How long to wait before asking again whether something is there: longer, the longer it has not been."""
    return max(timedelta(seconds=1), min((now - job.created_at) / 10, timedelta(minutes=10)))


def _put_back(item: JobItem, not_before: datetime, error: str) -> None:
    item.state, item.owner, item.lease_until = ItemState.WAITING, None, None
    item.not_before, item.error = not_before, error[:MAX_ERROR]


def _set_aside(
    session: Session, item: JobItem, handler: Handler, state: ItemState, error: str, now: datetime, failures: int,
    most: int = MAX_ATTEMPTS,
) -> None:
    """Let an item that was not done wait for its next attempt, or for a person after the last one.

    `failures` are its own so far: the first death of a worker is not the item's fault and makes no pause.
    """
    if state is ItemState.WAITING and _end_if_cancelled(session, item, handler, now):
        return
    if state is ItemState.WAITING and item.attempts < most:
        pause = (0, *BACKOFF_SECONDS)[min(failures, len(BACKOFF_SECONDS))]
        _put_back(item, now + timedelta(seconds=pause), error)
        return
    if state is not ItemState.IN_DOUBT:
        state = ItemState.FAILED
        _ask(session, handler.gave_up, item.reference, error, now)
    settle(session, item, state, error, now)


def _end_if_cancelled(session: Session, item: JobItem, handler: Handler, now: datetime) -> bool:
    """End an item that is not to be tried again, because its job was cancelled while it ran; say whether it was so.

    Who cancels holds the job, too: either the mark is seen here, or the item is seen waiting there.
    """
    hold_job(session, item.job_id)
    if session.scalar(select(Job.cancelled_at).where(Job.id == item.job_id)) is None:
        return False
    _ask(session, handler.gave_up, item.reference, CANCELLED_WORDS, now)
    settle(session, item, ItemState.CANCELLED, "", now)
    return True


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
