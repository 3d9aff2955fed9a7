"""Long work leaves people room: on SQLite, where one writes at a time, the worker rests between its steps."""

import sqlite3
import threading
import time

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import DoneAct, db, transaction
from app.core.jobs import Handler, Worker
from app.core.jobs.gap import LONGEST, LONGEST_NAP, SHORTEST, Gap
from tests.conftest import Installation
from tests.core.test_jobs import ask_for, effects_of, note, states_of

IDLE = 999.0


def slow(session: Session, reference: str, _result: object, _now: object) -> None:
    """An effect that keeps others from writing as long as the longest nap."""
    note(session, reference)
    time.sleep(LONGEST_NAP)


class Rests(threading.Event):
    """Does not wait, and notes how long it was to; somebody who does not wait at all writes in every rest."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._person = sqlite3.connect(file, timeout=0, isolation_level=None) if file else None

    def wait(self, timeout: float | None = None) -> bool:
        """The worker rests, or has nothing more to do."""
        assert timeout is not None
        if timeout == IDLE:
            self.set()
            return True
        self.seconds.append(timeout)
        if self._person:
            self._person.execute("BEGIN IMMEDIATE")
            self._person.execute("INSERT INTO done_act (key) VALUES (?)", (f"person {len(self.seconds)}",))
            self._person.execute("COMMIT")
        return False


def file_of(installation: Installation) -> str:
    """The file of the database, empty on PostgreSQL."""
    kind, _, file = installation.settings.database_url.partition(":///")
    return file if kind == "sqlite" else ""


def test_somebody_who_waits_gets_in_after_every_step_that_kept_others_long(
    session: Session, installation: Installation
) -> None:
    """The rest is longer than SQLite naps, nobody holds the database in it; PostgreSQL lets people write anyway."""
    job, stop = ask_for(session, "a", "b", "c"), Rests(file_of(installation))
    session.rollback()
    Worker({"effect": Handler(finish=slow)}).run_forever(stop, IDLE)
    assert states_of(session, job) == {"done": 3}
    assert len(stop.seconds) == effects_of(session).total() - 3 == (3 if file_of(installation) else 0)
    assert all(LONGEST_NAP < each <= LONGEST for each in stop.seconds)


def test_a_persons_write_gets_in_while_a_long_job_runs(session: Session, app: Flask) -> None:
    """The worker is told to stop by the write itself; without a gap it would be through before, or nearly so."""
    job, stop = ask_for(session, *(f"step-{number}" for number in range(200))), threading.Event()
    session.rollback()
    under_way = threading.Event()

    def write() -> None:
        under_way.wait(30)
        with app.app_context():
            with transaction() as own:
                own.add(DoneAct(key="person wrote"))
            db.session.remove()
        stop.set()

    def effect(inner: Session, reference: str, _result: object, _now: object) -> None:
        note(inner, reference)
        under_way.set()
        time.sleep(0.05)

    person = threading.Thread(target=write)
    person.start()
    Worker({"effect": Handler(finish=effect)}).run_forever(stop)
    person.join(30)
    assert effects_of(session)["wrote"] == 1
    assert states_of(session, job)["waiting"] > 100


def test_short_steps_make_no_pause_until_they_add_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What kept others for a moment only costs nothing; a step past any transaction is a gap by itself."""
    is_sqlite, moment = db.engine.dialect.name == "sqlite", [100.0]
    monkeypatch.setattr("app.core.jobs.gap.time.monotonic", lambda: moment[0])
    gap = Gap()

    def hold(seconds: float) -> float:
        with gap.writing():
            moment[0] += seconds
        return gap.due()

    assert hold(LONGEST_NAP / 2) == 0
    assert hold(LONGEST_NAP / 2 + 0.001) == (SHORTEST if is_sqlite else 0)
    moment[0] += SHORTEST
    assert hold(LONGEST_NAP / 2) == 0
    assert hold(60) == (LONGEST if is_sqlite else 0)
    session.rollback()
