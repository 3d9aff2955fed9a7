"""Jobs: nothing lost, nothing done twice, nothing blocked, whoever dies in the middle."""

import errno
import os
import re
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import files, jobs
from app.core.clock import now as current_moment
from app.core.db import DoneAct, db
from app.core.jobs import FEW, MAX_ATTEMPTS, Handler, Hopeless, InDoubt, ItemState, Job, JobItem, NotYet, Rank, Worker
from app.core.values import Actor, Refusal
from tests.conftest import Installation
from tests.core.workers import Order, read_until, running, wait_until
from tests.factories import NOW

SYSTEM = Actor.system()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **more: float) -> None:
        """Let time pass."""
        self.now += timedelta(**more)


def note(session: Session, reference: str, _result: object = None, _now: object = None) -> None:
    """An effect that a test can count."""
    session.add(DoneAct(key=f"effect {reference} {os.urandom(6).hex()}"))


def raising(fault: Exception) -> Callable[..., object]:
    """A step that fails."""

    def step(*_arguments: object) -> object:
        raise fault

    return step


def ask_for(session: Session, *items: str, kind: str = "effect", key: str = "") -> Job:
    """A job, committed."""
    job = session.get_one(Job, jobs.enqueue(session, kind, items, key=key or kind, actor=SYSTEM, now=NOW))
    session.commit()
    return job


def effects_of(session: Session) -> Counter[str]:
    """How often each item took effect."""
    session.rollback()
    return Counter(key.split()[1] for key in session.scalars(select(DoneAct.key)))


def item_of(session: Session, job: Job, position: int = 1) -> JobItem:
    """An item, read afresh."""
    session.rollback()
    found = select(JobItem).where(JobItem.job_id == job.id, JobItem.position == position)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def states_of(session: Session, job: Job) -> Counter[str]:
    """How many items stand where."""
    session.rollback()
    return Counter(session.scalars(select(JobItem.state).where(JobItem.job_id == job.id)))


# --- one worker ----------------------------------------------------------------------------------------------------


def test_every_item_is_done_once_and_the_job_ends(session: Session) -> None:
    """The end of the last item is the end of the job."""
    job = ask_for(session, "a", "b", "c")
    assert Worker({"effect": Handler(finish=note)}).run_until_idle() == 3
    assert effects_of(session) == {"a": 1, "b": 1, "c": 1}
    session.refresh(job)
    assert job.finished_at
    assert jobs.progress_of(session, job.id) == jobs.Progress(total=3, done=3, failed=0, in_doubt=0)


def test_the_same_key_asks_for_a_job_once(session: Session) -> None:
    """A second request gives the first job."""
    first = ask_for(session, "a")
    assert ask_for(session, "a", "b").id == first.id
    assert states_of(session, first) == {"waiting": 1}


def test_a_job_rolled_back_with_its_act_was_never_asked_for(session: Session) -> None:
    """Job and act stand or fall together."""
    jobs.enqueue(session, "effect", ["a"], key="k", actor=SYSTEM, now=NOW)
    session.rollback()
    assert Worker({"effect": Handler(finish=note)}).run_until_idle() == 0


def test_a_failing_item_is_tried_again_with_growing_pauses_and_then_given_up(session: Session) -> None:
    """Five attempts; the last fault is kept, the room is told."""
    clock, given_up = Clock(), []
    handler = Handler(
        work=raising(ValueError("kaputt")), finish=note, gave_up=lambda _s, *end: given_up.append(end[:2])
    )
    job, worker = ask_for(session, "a"), Worker({"effect": handler}, clock)
    pauses = []
    while worker.run_next():
        pauses.append((item_of(session, job).not_before - clock.now).total_seconds())
        clock.forward(hours=1)
    assert (pauses[:4], len(pauses)) == ([5, 30, 300, 1800], MAX_ATTEMPTS)
    assert item_of(session, job).state is ItemState.FAILED
    assert given_up == [("a", "Unerwarteter Fehler (ValueError): kaputt")]


@pytest.mark.parametrize(("fault", "hours"), [
    (OSError(errno.ENOSPC, "No space left on device"), 72), (ConnectionRefusedError(), 72),
    (OperationalError("SELECT", {}, Exception("the connection was closed")), 72), (files.Lost("a"), 0),
])  # fmt: skip
def test_what_fails_for_want_of_something_outside_is_tried_for_three_days(
    session: Session, fault: Exception, hours: int
) -> None:
    """Space or a server comes back by itself; a lost file is told to a person soon."""
    clock, job = Clock(), ask_for(session, "a")
    worker = Worker({"effect": Handler(work=raising(fault), finish=note)}, clock)
    while worker.run_next() and item_of(session, job).state is ItemState.WAITING:
        clock.now = item_of(session, job).not_before
    assert item_of(session, job).state is ItemState.FAILED
    assert (clock.now - NOW) // timedelta(hours=1) == hours


@pytest.mark.parametrize("step", ["begin", "work"])
def test_a_hopeless_item_fails_at_once(session: Session, step: str) -> None:
    """Another attempt would end the same way."""
    job = ask_for(session, "a")
    handler = Handler(**{"finish": note, step: raising(Hopeless("Adresse unbekannt"))})  # type: ignore[arg-type]
    Worker({"effect": handler}).run_until_idle()
    assert (item_of(session, job).state, item_of(session, job).error) == (ItemState.FAILED, "Adresse unbekannt")


def test_a_fault_in_finish_undoes_the_effect_and_repeats_the_item(session: Session) -> None:
    """Effect and mark stand or fall together."""
    faults = [RuntimeError("once")]

    def finish(session: Session, reference: str, _result: object, _now: datetime) -> None:
        note(session, reference)
        session.flush()
        if faults:
            raise faults.pop()

    clock = Clock()
    ask_for(session, "a")
    worker = Worker({"effect": Handler(finish=finish)}, clock)
    worker.run_until_idle()
    assert effects_of(session) == {}
    clock.forward(seconds=6)
    worker.run_until_idle()
    assert effects_of(session) == {"a": 1}


@pytest.mark.parametrize("step", ["begin", "work"])
def test_an_item_that_must_wait_is_asked_again_without_counting(session: Session, step: str) -> None:
    """The pause grows with the age of the job, up to ten minutes."""
    clock, job = Clock(), ask_for(session, "a")
    worker = Worker({"effect": Handler(**{"finish": note, step: raising(NotYet())})}, clock)  # type: ignore[arg-type]
    pauses = []
    for hours in (0, 1, 200):
        clock.forward(hours=hours)
        worker.run_until_idle()
        pauses.append((item_of(session, job).not_before - clock.now).total_seconds())
    assert pauses == [1, 360, 600]
    assert (item_of(session, job).attempts, item_of(session, job).error) == (0, "")


def test_items_that_wait_or_fail_do_not_hold_up_others(session: Session) -> None:
    """A hundred that cannot be done yet, and one that fails, let a later one through at once."""
    ask_for(session, *(str(number) for number in range(100)), kind="not yet")
    ask_for(session, "x", kind="broken")
    handlers = {
        "not yet": Handler(begin=raising(NotYet()), finish=note),
        "broken": Handler(begin=raising(ValueError()), finish=note),
        "effect": Handler(finish=note),
    }
    clock = Clock()
    worker = Worker(handlers, clock)
    assert worker.run_until_idle() == 101
    clock.forward(milliseconds=900)
    jobs.enqueue(session, "effect", ["later"], key="later", actor=SYSTEM, now=clock.now)
    session.commit()
    clock.forward(minutes=1)
    for _ in range(103):
        worker.run_next()
    assert effects_of(session) == {"later": 1}
    assert worker.run_next() is False


def test_what_somebody_waits_for_is_done_before_the_next_step_of_a_mass(session: Session) -> None:
    """Forty letters being printed do not hold up one document that is asked for after the first of them."""
    ask_for(session, *(f"letter {number}" for number in range(40)))
    worker = Worker({"effect": Handler(finish=note)}, Clock())
    worker.run_next()
    jobs.enqueue(session, "effect", ["list"], key="list", actor=SYSTEM, now=Clock().now, rank=Rank.AWAITED)
    session.commit()
    worker.run_next()
    assert effects_of(session) == {"letter": 1, "list": 1}


def test_a_job_of_many_steps_stands_behind_what_is_asked_for_singly(session: Session) -> None:
    """Whatever its rank, it falls by one, and never below the last."""
    for rank, steps in ((Rank.AWAITED, FEW), (Rank.USUAL, FEW + 1), (Rank.MASS, FEW + 1)):
        jobs.enqueue(session, "effect", list("a" * steps), key=rank.name, actor=SYSTEM, now=NOW, rank=rank)
    stands = select(Job.key, Job.rank, JobItem.rank).join(JobItem).distinct()
    assert set(session.execute(stands)) == {("AWAITED", 0, 0), ("USUAL", 2, 2), ("MASS", 3, 3)}


def test_the_next_step_is_the_first_in_the_index_of_the_queue(session: Session) -> None:
    """Nothing is sorted to find it, however many wait."""
    ask_for(session, *(str(number) for number in range(3000)))
    is_postgresql = db.engine.dialect.name == "postgresql"
    if is_postgresql:
        session.execute(text("ANALYZE"))
    chosen = Worker({"effect": Handler(finish=note)})._due.params(now=NOW)
    written = chosen.compile(db.engine, compile_kwargs={"render_postcompile": True, "literal_binds": True})
    plan = str(session.execute(text(f"EXPLAIN {'' if is_postgresql else 'QUERY PLAN'} {written}")).all())
    assert "ix_job_item_queue" in plan
    assert not re.search("Sort|Seq Scan on job_item|B-TREE", plan), plan


def test_a_mass_nobody_waits_for_gives_way_to_what_is_asked_for_later(session: Session) -> None:
    """Two thousand reminders do not hold up somebody's list; among themselves they keep their order."""
    clock = Clock()
    reminders = [f"reminder {number}" for number in range(20)]
    jobs.enqueue(session, "mass", reminders, key="mass", actor=SYSTEM, now=NOW, rank=Rank.MASS)
    mass = jobs.job_of(session, "mass")
    session.commit()
    worker = Worker({"mass": Handler(finish=note), "effect": Handler(finish=note)}, clock)
    worker.run_next()
    clock.forward(minutes=1)
    jobs.enqueue(session, "effect", ["list"], key="list", actor=SYSTEM, now=clock.now)
    jobs.enqueue(session, "effect", ["tomorrow"], key="day", actor=SYSTEM, now=clock.now,
                 not_before=clock.now + timedelta(days=1))
    session.commit()
    worker.run_next()
    assert effects_of(session) == {"reminder": 1, "list": 1}
    assert worker.run_until_idle() == 19
    assert states_of(session, mass) == {"done": 20}


def test_a_kind_without_a_handler_waits_for_a_worker_that_knows_it(session: Session) -> None:
    """An older program does not touch what a newer one asked for."""
    job = ask_for(session, "a", kind="of the future")
    assert Worker({"effect": Handler(finish=note)}).run_until_idle() == 0
    assert states_of(session, job) == {"waiting": 1}


def test_what_begin_wrote_is_undone_where_it_fails(session: Session) -> None:
    """The item itself is put back in the same transaction."""

    def begin(session: Session, reference: str, _now: datetime) -> object:
        note(session, reference)
        session.flush()
        raise ValueError

    job = ask_for(session, "a")
    Worker({"effect": Handler(begin=begin, finish=note)}, Clock()).run_next()
    assert effects_of(session) == {}
    assert item_of(session, job).attempts == 1


def test_a_hook_that_fails_does_not_stop_the_worker(session: Session) -> None:
    """Nobody knows then what became of the item, so a person decides; the next one is done."""
    clock = Clock()
    job = ask_for(session, "a", "b")
    Worker({"effect": Handler(finish=note)}, clock)._take(session)
    session.commit()
    clock.forward(minutes=5)
    handler = Handler(finish=note, lost=raising(KeyError()))  # type: ignore[arg-type]
    Worker({"effect": handler}, clock).run_until_idle()
    assert states_of(session, job) == {"in_doubt": 1, "done": 1}


def test_an_item_that_kills_its_worker_again_and_again_is_given_up(session: Session) -> None:
    """It must not take one worker after the other with it."""
    clock, job = Clock(), ask_for(session, "a")
    for _ in range(MAX_ATTEMPTS):
        dying = Worker({"effect": Handler(finish=note)}, clock)
        assert dying._take(session)
        session.commit()
        clock.forward(hours=1)
        dying._look_after_abandoned(session)
        session.commit()
        clock.forward(hours=1)
    assert item_of(session, job).state is ItemState.FAILED


@pytest.mark.parametrize("state", [ItemState.WAITING, ItemState.DONE])
def test_only_what_failed_or_is_in_doubt_is_repeated(session: Session, state: ItemState) -> None:
    """What waits or is done is not."""
    item = item_of(session, ask_for(session, "a"))
    item.state = state
    with pytest.raises(Refusal):
        jobs.retry(session, item, NOW)


def test_a_failed_item_is_repeated_on_a_persons_word(session: Session) -> None:
    """It gets all its attempts again."""
    clock, job = Clock(), ask_for(session, "a")
    Worker({"effect": Handler(begin=raising(Hopeless("nein")), finish=note)}, clock).run_until_idle()
    jobs.retry(session, item_of(session, job), clock.now)
    session.commit()
    assert job.finished_at is None
    Worker({"effect": Handler(finish=note)}, clock).run_until_idle()
    assert effects_of(session) == {"a": 1}
    assert item_of(session, job).attempts == 1


def test_an_item_in_doubt_waits_for_a_person(session: Session) -> None:
    """It is neither repeated nor done by itself."""
    clock, job = Clock(), ask_for(session, "a")
    worker = Worker({"effect": Handler(work=raising(InDoubt("vielleicht")), finish=note)}, clock)
    for _ in range(3):
        worker.run_until_idle()
        clock.forward(days=1)
    assert (item_of(session, job).state, effects_of(session)) == (ItemState.IN_DOUBT, {})
    jobs.mark_done(session, item_of(session, job), clock.now)
    assert jobs.progress_of(session, job.id).is_finished


# --- leases --------------------------------------------------------------------------------------------------------


def test_a_worker_that_lost_its_lease_has_no_effect(session: Session) -> None:
    """While it stood still another one did the item; its own result is discarded."""
    clock = Clock()
    handlers = {"effect": Handler(finish=note)}
    slow = Worker(handlers, clock)
    ask_for(session, "a")

    def overtaken(payload: object) -> object:
        clock.forward(minutes=2)
        other = Worker(handlers, clock)
        other.run_until_idle()
        clock.forward(minutes=1)
        other.run_until_idle()
        return payload

    slow.handlers = {"effect": Handler(work=overtaken, finish=note)}
    slow.run_next()
    assert effects_of(session) == {"a": 1}


def test_a_fault_after_the_lease_was_lost_changes_nothing(session: Session) -> None:
    """The other worker's result stands."""
    clock = Clock()
    handlers = {"effect": Handler(finish=note)}
    job = ask_for(session, "a")

    def overtaken(_payload: object) -> object:
        for minutes in (2, 1):
            clock.forward(minutes=minutes)
            Worker(handlers, clock).run_until_idle()
        raise ValueError

    slow = Worker({"effect": Handler(work=overtaken, finish=note, failed=raising(AssertionError()))}, clock)  # type: ignore[arg-type]
    slow.run_next()
    assert (effects_of(session), item_of(session, job).state) == ({"a": 1}, ItemState.DONE)


def test_work_may_last_longer_than_its_lease(session: Session, installation: Installation) -> None:
    """The lease is renewed while the worker lives, so nobody else takes the item."""
    job = ask_for(session, "a")
    order = Order(installation.settings.database_url, lease_seconds=0.5, hang_in="work", goes_on=True)
    with running(order) as (slow,):
        read_until(slow, "hangs in work")
        other = Worker({"effect": Handler(finish=note)})
        over = item_of(session, job).lease_until
        wait_until(lambda: item_of(session, job).lease_until != over)
        wait_until(lambda: current_moment() > (over or NOW) + timedelta(seconds=0.5))
        assert other.run_next() is False
        slow.send_signal(signal.SIGUSR1)
        read_until(slow, "did one")
    assert effects_of(session) == {"a": 1}


# --- many workers, some of them killed ------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["begin", "work", "finish"])
def test_an_item_whose_worker_is_killed_is_done_once_by_another(
    session: Session, installation: Installation, place: str
) -> None:
    """`kill -9` in the middle of each step loses nothing and does nothing twice."""
    url = installation.settings.database_url
    job = ask_for(session, *"abcde")
    with running(Order(url, hang_in=place)) as (killed,):
        read_until(killed, f"hangs in {place}")
    with running(Order(url)):
        wait_until(lambda: states_of(session, job)["done"] == 5)
    assert effects_of(session) == dict.fromkeys("abcde", 1)


def test_a_worker_that_stood_still_finds_its_effect_discarded(session: Session, installation: Installation) -> None:
    """A stopped process does not renew its lease; woken up, it is too late."""
    url = installation.settings.database_url
    job = ask_for(session, "a", "b")
    with running(Order(url, 1, hang_in="work", goes_on=True)) as (stopped,):
        read_until(stopped, "hangs in work")
        stopped.send_signal(signal.SIGSTOP)
        with running(Order(url, 1)):
            wait_until(lambda: states_of(session, job)["done"] == 2)
        stopped.send_signal(signal.SIGUSR1)
        stopped.send_signal(signal.SIGCONT)
        read_until(stopped, "did one")
    assert effects_of(session) == {"a": 1, "b": 1}


def test_many_workers_and_many_kills_lose_nothing_and_double_nothing(
    session: Session, installation: Installation
) -> None:
    """Two hundred items, four workers, three of them killed while they work."""
    names = [f"item-{number}" for number in range(200)]
    job = ask_for(session, *names)
    with running(*[Order(installation.settings.database_url, lease_seconds=1)] * 4) as workers:
        for position, worker in enumerate(workers[:3], start=1):
            read_until(worker, "ready")
            wait_until(lambda least=position * 20: states_of(session, job)["done"] >= least)  # type: ignore[misc]
            worker.kill()
        wait_until(lambda: states_of(session, job)["done"] == 200, seconds=90)
    assert effects_of(session) == dict.fromkeys(names, 1)
    session.refresh(job)
    assert job.finished_at
