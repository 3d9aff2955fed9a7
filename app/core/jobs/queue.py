"""The queue: jobs and their items, asked for in the transaction of the act behind them, and a person's word on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
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
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql.dml import ReturningInsert

from app.core.db import BigId, Model, UtcDateTime, enum_column, hold, insert_in, table_of
from app.core.values import MAX_FULL_NAME, Actor, German, Refusal

MAX_ERROR = 2000

FEW = 20
"""Steps that are no mass yet: done one after the other in a few seconds."""


class Rank(IntEnum):
    """What is done before what, of all that is due; within a rank what has been due longest."""

    AWAITED = 0
    """Somebody waits for this one thing, or what it puts right must not be printed before."""
    USUAL = 1
    MANY = 2
    """Many steps that somebody waits for: a tray being printed."""
    MASS = 3
    """Masses for which nobody waits."""


class ItemState(StrEnum):
    """Where an item stands; IN_DOUBT waits for a person's word."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    CANCELLED = "cancelled"


STATE_WORDS: Mapping[ItemState, str] = {
    ItemState.WAITING: German("Wartet"),
    ItemState.RUNNING: German("Läuft"),
    ItemState.DONE: German("Fertig"),
    ItemState.FAILED: German("Mit Fehlern"),
    ItemState.IN_DOUBT: German("Im Zweifel"),
    ItemState.CANCELLED: German("Abgebrochen"),
}
"""How the states are called, of a job as of its steps."""

OPEN_STATES = (ItemState.WAITING, ItemState.RUNNING)


class Job(Model):
    """A piece of work somebody asked for, or an act left behind."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(120), unique=True)
    requested_by: Mapped[str] = mapped_column(String(MAX_FULL_NAME))
    requested_by_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rank: Mapped[int] = mapped_column(default=Rank.USUAL, server_default=str(Rank.USUAL.value))
    """Its `Rank`, that of each of its steps."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What exactly is asked for, where a reference is too short to say it; its kind knows how it is written."""
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What came of it, where that is neither an effect elsewhere nor a file."""
    result_sha256: Mapped[str | None] = mapped_column(String(64))
    result_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    result_expires_on: Mapped[date | None]

    items: Mapped[list["JobItem"]] = relationship(back_populates="job", order_by="JobItem.position", lazy="raise")


class JobItem(Model):
    """One step of a job: a letter, a mail, a deletion."""

    __tablename__ = "job_item"
    __table_args__ = (
        UniqueConstraint("job_id", "position"),
        Index("ix_job_item_queue", "state", "rank", "not_before", "job_id", "position"),
        CheckConstraint("attempts >= 0", name="attempts_count"),
        CheckConstraint("state <> 'running' OR lease_until IS NOT NULL", name="running_has_a_lease"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    position: Mapped[int]
    reference: Mapped[str] = mapped_column(String(120))
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState), default=ItemState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    rank: Mapped[int | None]
    """That of its job; none while the job is paused, so that who chooses the next step need not pass it over."""
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parts_done: Mapped[int] = mapped_column(default=0, server_default="0")
    parts_total: Mapped[int] = mapped_column(default=0, server_default="0")
    """How far a long step is, in its own measure; 0 of 0 where it does not tell."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    job: Mapped[Job] = relationship(back_populates="items", lazy="joined", innerjoin=True)


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    total: int
    done: int
    failed: int
    in_doubt: int
    running: int = 0
    cancelled: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether no item waits or runs any more."""
        return self.done + self.failed + self.in_doubt + self.cancelled >= self.total


def enqueue(
    session: Session, kind: str, items: Sequence[str], *, key: str, actor: Actor, now: datetime,
    title: str = "", not_before: datetime | None = None, asked: str = "", rank: Rank = Rank.USUAL,
) -> int:
    """Ask for a job in the transaction of the act behind it, and give its id; the same key asks for it once.

    `rank`: what is done before it and after it; a job of many steps stands one below, behind what is asked for singly.
    """
    stands = rank if len(items) <= FEW else min(rank + 1, Rank.MASS)
    request = {
        "key": key, "kind": kind, "title": title, "requested_by": actor.name, "requested_by_id": actor.user_id,
        "created_at": now, "asked": asked, "rank": stands,
    }
    new = session.scalar(_request(session.get_bind().dialect.name), request)
    if new is None:
        return job_of(session, key).id
    steps = [
        {"job_id": new, "position": position, "reference": reference, "not_before": not_before or now, "rank": stands}
        for position, reference in enumerate(items, start=1)
    ]
    if steps:
        session.execute(_ADD_STEPS, steps)
    return new


@cache
def _request(dialect: str) -> ReturningInsert[int]:
    return insert_in(dialect, Job).on_conflict_do_nothing().returning(table_of(Job).c.id)


_ADD_STEPS = insert(table_of(JobItem))


def job_of(session: Session, key: str) -> Job:
    """The job that was asked for by a key; kinds of one step name it as the reference of that step."""
    return session.scalars(select(Job).where(Job.key == key)).one()


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
        cancelled=counts.get(ItemState.CANCELLED, 0),
    )


def retry(session: Session, item: JobItem, now: datetime) -> None:
    """Let a failed item, or one in doubt, be done again: a person's word."""
    if item.state not in (ItemState.FAILED, ItemState.IN_DOUBT):
        raise Refusal("Dieser Schritt läuft oder ist erledigt; er wird nicht wiederholt.")
    if item.job.cancelled_at:
        raise Refusal("Dieser Auftrag wurde abgebrochen; erteilen Sie ihn neu.")
    item.owner = item.lease_until = None
    item.state, item.attempts, item.not_before, item.error = ItemState.WAITING, 0, now, ""
    item.rank = None if item.job.paused_at else item.job.rank
    item.finished_at = item.job.finished_at = None


def mark_done(session: Session, item: JobItem, now: datetime) -> None:
    """Note a person's word that an item in doubt was done."""
    if item.state is not ItemState.IN_DOUBT:
        raise Refusal("Nur ein Schritt im Zweifel kann von Hand als erledigt vermerkt werden.")
    settle(session, item, ItemState.DONE, "", now)


def put_in_doubt(session: Session, item: JobItem, why: str, now: datetime) -> None:
    """Let an open item wait for a person's word, where nobody knows any more whether it was done."""
    settle(session, item, ItemState.IN_DOUBT, why, now)


def give_up(session: Session, item: JobItem, why: str, now: datetime) -> None:
    """Let an open item fail without another attempt; a person may have it done again."""
    settle(session, item, ItemState.FAILED, why, now)


def settle(session: Session, item: JobItem, state: ItemState, error: str, now: datetime) -> None:
    """Give an item its last state; the last item of a job ends the job."""
    item.state, item.lease_until, item.error, item.finished_at = state, None, error[:MAX_ERROR], now
    session.flush()
    end_job(session, item.job_id, now)


def hold_job(session: Session, job_id: int) -> None:
    """Let whoever ends, cancels or takes up this job again wait until this transaction is over."""
    hold(session, f"job {job_id}", alone=True)


_STEPS, _JOBS = table_of(JobItem), table_of(Job)
_IS_OPEN = exists().where(_STEPS.c.job_id == bindparam("job"), _STEPS.c.state.in_(OPEN_STATES))
_ENDED = (
    update(_JOBS)
    .where(_JOBS.c.id == bindparam("job"), ~_IS_OPEN)
    .values(finished_at=bindparam("now", type_=UtcDateTime()))
)


def end_job(session: Session, job_id: int, now: datetime) -> None:
    """Note the end of a job none of whose items is open; of two last items the second one sees it."""
    hold_job(session, job_id)
    session.execute(_ENDED, {"job": job_id, "now": now})
