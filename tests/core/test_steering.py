"""A person's word on a whole job: pause, go on, cancel, do again; whatever the workers do at that moment."""

import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import files, jobs
from app.core.db import db, transaction
from app.core.jobs import DatabaseClock, Handler, Hopeless, ItemState, Job, JobItem, NotYet, Worker
from app.core.jobs import steer as steering
from app.core.jobs.pace import of_moments
from app.core.values import Refusal
from tests.conftest import Installation
from tests.core.test_jobs import Clock, ask_for, effects_of, item_of, note, raising, states_of
from tests.core.workers import Order, read_until, running, wait_until
from tests.factories import NOW, TODAY

EFFECT = Handler(finish=note)


def steer(act: Callable[[Session, Job], object], job: Job) -> None:
    """A person's word, in a transaction of its own."""
    job_id = job.id
    with transaction() as session:
        act(session, session.get_one(Job, job_id))


def pause(job: Job) -> None:
    """Pause a job."""
    steer(lambda session, found: jobs.pause(session, found, NOW), job)


def cancel(job: Job) -> None:
    """Cancel a job."""
    steer(lambda session, found: jobs.cancel(session, found, NOW), job)


def test_a_paused_job_begins_nothing_and_goes_on_where_it_stood(session: Session) -> None:
    clock, job = Clock(), ask_for(session, "a", "b", "c")
    worker = Worker({"effect": EFFECT}, clock)
    worker.run_next()
    pause(job)
    assert worker.run_until_idle() == 0
    steer(jobs.resume, job)
    assert worker.run_until_idle() == 2
    assert effects_of(session) == {"a": 1, "b": 1, "c": 1}


def test_what_is_paused_stands_in_no_queue_and_is_not_lost_to_it(session: Session) -> None:
    """Thirty thousand paused letters cost the next step nothing; what failed and was retried meanwhile comes back."""
    clock, job = Clock(), ask_for(session, "a", "b", "c")

    def work(payload: object) -> object:
        pause(job)
        raise Hopeless("nein")

    Worker({"effect": Handler(work=work, finish=note)}, clock).run_next()
    ranks = select(JobItem.state, JobItem.rank).order_by(JobItem.position)
    assert session.execute(ranks).all() == [("failed", 1), ("waiting", None), ("waiting", None)]
    steer(lambda inner, found: jobs.retry_failed(inner, found, NOW), job)
    assert set(session.scalars(select(JobItem.rank))) == {None}
    steer(jobs.resume, job)
    assert Worker({"effect": EFFECT}, clock).run_until_idle() == 3
    assert effects_of(session) == {"a": 1, "b": 1, "c": 1}


def test_what_runs_while_a_job_is_paused_is_finished(session: Session) -> None:
    job = ask_for(session, "a", "b")

    def work(payload: object) -> object:
        pause(job)
        return payload

    assert Worker({"effect": Handler(work=work, finish=note)}, Clock()).run_until_idle() == 1
    assert effects_of(session) == {"a": 1}
    assert states_of(session, job) == {"done": 1, "waiting": 1}


def test_a_cancelled_job_ends_what_waits_and_is_over(session: Session) -> None:
    job = ask_for(session, "a", "b", "c")
    worker = Worker({"effect": EFFECT}, Clock())
    worker.run_next()
    cancel(job)
    assert worker.run_until_idle() == 0
    assert states_of(session, job) == {"done": 1, "cancelled": 2}
    session.refresh(job)
    assert job.finished_at
    assert jobs.progress_of(session, job.id).is_finished


@pytest.mark.parametrize("fault", [ValueError("kaputt"), NotYet()])
def test_what_runs_while_a_job_is_cancelled_is_not_tried_again(session: Session, fault: Exception) -> None:
    """It fails, is told so by its room's hook, and ends as cancelled; the job is over."""
    clock, job, told = Clock(), ask_for(session, "a", "b"), []

    def work(_payload: object) -> object:
        cancel(job)
        raise fault

    handler = Handler(work=work, finish=note, gave_up=lambda _s, *end: told.append(end[:2]))
    worker = Worker({"effect": handler}, clock)
    worker.run_until_idle()
    clock.forward(days=1)
    assert worker.run_until_idle() == 0
    assert (states_of(session, job), told) == ({"cancelled": 2}, [("a", jobs.CANCELLED_WORDS)])
    session.refresh(job)
    assert job.finished_at


def test_what_runs_while_a_job_is_cancelled_may_still_succeed(session: Session) -> None:
    job = ask_for(session, "a", "b")

    def work(payload: object) -> object:
        cancel(job)
        return payload

    Worker({"effect": Handler(work=work, finish=note)}, Clock()).run_until_idle()
    assert (effects_of(session), states_of(session, job)) == ({"a": 1}, {"done": 1, "cancelled": 1})


def test_an_item_whose_worker_died_is_not_taken_again_once_cancelled(session: Session) -> None:
    clock, job = Clock(), ask_for(session, "a")
    Worker({"effect": EFFECT}, clock)._take(session)
    session.commit()
    cancel(job)
    assert states_of(session, job) == {"running": 1}
    clock.forward(minutes=5)
    Worker({"effect": EFFECT}, clock).run_until_idle()
    assert (effects_of(session), states_of(session, job)) == ({}, {"cancelled": 1})


def test_all_that_failed_is_done_again_together(session: Session) -> None:
    clock, job = Clock(), ask_for(session, "a", "b", "c")
    Worker({"effect": Handler(begin=raising(Hopeless("nein")), finish=note)}, clock).run_until_idle()
    steer(lambda session, found: jobs.retry_failed(session, found, clock.now), job)
    Worker({"effect": EFFECT}, clock).run_until_idle()
    assert effects_of(session) == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize("act", [
    lambda session, job: jobs.pause(session, job, NOW), jobs.resume,
    lambda session, job: jobs.cancel(session, job, NOW), lambda session, job: jobs.retry_failed(session, job, NOW),
])  # fmt: skip
def test_what_is_over_is_not_steered(session: Session, act: Callable[[Session, Job], object]) -> None:
    job = ask_for(session, "a")
    Worker({"effect": EFFECT}, Clock()).run_until_idle()
    with pytest.raises(Refusal):
        steer(act, job)


def test_a_step_of_a_cancelled_job_is_not_done_again(session: Session) -> None:
    """Nobody is to wonder why half of what was called off happens."""
    clock, job = Clock(), ask_for(session, "a", "b")
    Worker({"effect": Handler(begin=raising(Hopeless("nein")), finish=note)}, clock).run_next()
    cancel(job)
    with pytest.raises(Refusal):
        steer(lambda session, found: jobs.retry_failed(session, found, NOW), job)
    with pytest.raises(Refusal):
        jobs.retry(session, item_of(session, job), NOW)


def test_many_workers_and_a_cancel_in_their_midst_leave_nothing_half_done(
    session: Session, installation: Installation
) -> None:
    """Every item is either done, with its effect, or cancelled, without; the job ends."""
    names = [f"item-{number}" for number in range(80)]
    job = ask_for(session, *names)
    with running(*[Order(installation.settings.database_url)] * 3):
        wait_until(lambda: states_of(session, job)["done"] >= 10, seconds=60)
        cancel(job)
        wait_until(lambda: not {"waiting", "running"} & states_of(session, job).keys())
    states, effects = states_of(session, job), effects_of(session)
    assert states["done"] + states["cancelled"] == 80
    assert set(effects.values()) == {1}
    assert len(effects) == states["done"]
    session.refresh(job)
    assert job.finished_at


@pytest.mark.parametrize("place", ["begin", "work", "finish"])
def test_a_word_that_comes_while_a_worker_holds_an_item_waits_for_nobody_or_for_its_end(
    session: Session, installation: Installation, place: str
) -> None:
    """Paused and cancelled in the midst of taking, working and finishing: the one item is done, the other is not."""
    job = ask_for(session, "a", "b")
    with running(Order(installation.settings.database_url, hang_in=place, goes_on=True)) as (worker,):
        read_until(worker, f"hangs in {place}")
        word = threading.Thread(target=_cancel_elsewhere, args=(installation.app, job.id))
        word.start()
        if installation.settings.database_url.startswith("postgresql") and place != "finish":
            word.join(20)
        worker.send_signal(10)
        word.join(30)
        assert not word.is_alive()
        # What is being taken is seen as waiting until the worker has taken it.
        wait_until(lambda: not {"waiting", "running"} & states_of(session, job).keys())
    states = states_of(session, job)
    assert states["done"] + states["cancelled"] == 2
    assert sum(effects_of(session).values()) == states["done"]
    session.refresh(job)
    assert job.finished_at


def _cancel_elsewhere(app: Flask, job_id: int) -> None:
    with app.app_context():
        with contextlib.suppress(Refusal), transaction() as session:
            jobs.cancel(session, session.get_one(Job, job_id), NOW)
        db.session.remove()


# --- pace and progress ----------------------------------------------------------------------------------------------


def moments(*ends: float) -> list[tuple[datetime, datetime]]:
    """Items that took a second each and ended so many seconds ago."""
    return [(NOW - timedelta(seconds=each), NOW - timedelta(seconds=each + 1)) for each in ends]


def test_the_rate_is_measured_over_the_last_items_until_now() -> None:
    pace = of_moments(moments(0, 1, 2, 3), open_items=8, now=NOW)
    assert (pace.per_minute, pace.left) == (60, timedelta(seconds=8))


def test_the_rate_falls_while_nothing_gets_done() -> None:
    pace = of_moments(moments(56, 57, 58, 59), open_items=1, now=NOW)
    assert (pace.per_minute, pace.left) == (4, timedelta(seconds=15))


def test_two_items_make_no_rate() -> None:
    assert of_moments(moments(0, 1), open_items=8, now=NOW) == jobs.Pace()


def test_a_job_at_rest_has_no_pace(session: Session) -> None:
    job = ask_for(session, *"abcdef")
    worker = Worker({"effect": EFFECT}, Clock())
    for _ in range(4):
        worker.run_next()
    later = NOW + timedelta(seconds=4)
    progress = jobs.progress_of(session, job.id)
    assert jobs.pace_of(session, job, progress, later).per_minute == 60
    pause(job)
    assert jobs.pace_of(session, job, progress, later) == jobs.Pace()


def test_a_long_step_tells_how_far_it_is(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker writes down what the step told while it renews the lease, and the time left follows from it."""
    monkeypatch.setattr("app.core.jobs.worker.LOOK_AT_METER", 0.05)
    job, seen = ask_for(session, "a"), []

    def work(payload: object) -> object:
        jobs.tell(250, 1000)
        wait_until(lambda: item_of(session, job).parts_done == 250)
        progress = jobs.progress_of(session, job.id)
        seen.append(jobs.pace_of(session, job, progress, NOW + timedelta(seconds=10)).left)
        session.rollback()
        return payload

    Worker({"effect": Handler(work=work, finish=note)}, Clock()).run_next()
    assert seen == [timedelta(seconds=30)]


# --- results and clocks ---------------------------------------------------------------------------------------------


def test_a_result_is_kept_for_seven_days_and_then_erased(session: Session) -> None:
    clock, job = Clock(), ask_for(session, "a")
    digest = files.put(b"Ausgabe")
    jobs.keep_result(session, job, digest, "register.csv", NOW)
    session.commit()
    assert job.result_expires_on == TODAY + jobs.RESULT_KEPT
    assert jobs.is_file_needed(session, digest)
    worker = Worker(jobs.HANDLERS, clock)
    clock.forward(days=7)
    assert worker.run_until_idle() == 0
    clock.forward(days=1)
    worker.run_until_idle()
    session.refresh(job)
    assert (job.result_sha256, files.path_of(digest).exists()) == (None, False)


def test_the_workers_of_several_machines_go_by_the_clock_of_the_database(session: Session) -> None:
    """One machine runs an hour ahead, the other an hour behind: on PostgreSQL they tell the same time."""
    ahead, behind = (
        DatabaseClock(db.engine, lambda by=hours: datetime.now(NOW.tzinfo) + timedelta(hours=by))  # type: ignore[misc]
        for hours in (1, -1)
    )
    apart = timedelta(0) if db.engine.dialect.name == "postgresql" else timedelta(hours=2)
    assert abs(ahead() - behind() - apart) < timedelta(seconds=5)


def test_what_is_written_to_a_path_lies_under_its_hash(session: Session) -> None:
    digest = files.put_written(lambda path: path.write_bytes(b"lang"))
    assert (digest, files.get(digest)) == (files.digest_of(b"lang"), b"lang")
    with pytest.raises(ValueError, match="voll"):
        files.put_written(raising(ValueError("voll")))
    assert list(files.stored()) == [digest]


def test_a_cancelled_item_state_is_told_apart_from_a_failed_one(session: Session) -> None:
    job = ask_for(session, "a")
    cancel(job)
    progress = jobs.progress_of(session, job.id)
    assert (progress.cancelled, progress.failed) == (1, 0)
    assert item_of(session, job).state is ItemState.CANCELLED


def test_a_pause_in_the_midst_of_a_cancel_while_a_step_is_called_off_leads_to_an_answer_and_not_into_a_deadlock(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever calls a step off waits for the job, so the cancel may not wait for the step; SQLite lets one in alone."""
    job, before = ask_for(session, "a", "b"), steering._hold_paused
    with Session(db.engine) as elsewhere, monkeypatch.context() as patch:

        def paused_after_it(inner: Session, found: Job) -> None:
            before(inner, found)
            with Session(db.engine) as another, another.begin():
                jobs.pause(another, another.get_one(Job, job.id), NOW)
            elsewhere.scalars(select(JobItem).where(JobItem.reference == "a").with_for_update(of=JobItem)).one()

        if db.engine.dialect.name == "postgresql":
            patch.setattr(steering, "_hold_paused", paused_after_it)
            with pytest.raises(Refusal, match="Versuchen Sie es noch einmal"):
                cancel(job)
            assert states_of(session, job) == {"waiting": 2}
        elsewhere.rollback()
    cancel(job)
    assert states_of(session, job) == {"cancelled": 2}
