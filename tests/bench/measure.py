"""Timing in turns, and a throw-away installation to time."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app.core.db import db
from app.main import create_app
from tests.conftest import settings_for

Action = Callable[[], object]


@contextmanager
def installation(database: str = "") -> Iterator[Flask]:
    """An empty installation, inside its context; on SQLite unless another database is named."""
    with tempfile.TemporaryDirectory(prefix="genokontor-bench-") as folder:
        data = Path(folder)
        app = create_app(settings_for(data, database or f"sqlite:///{data / 'bench.sqlite3'}"))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        with app.app_context():
            db.create_all()
            yield app
            db.session.remove()
            db.engine.dispose()


def in_turns(rounds: int, **actions: Action) -> dict[str, float]:
    """Median seconds of each action, timed in turns after one warm-up each."""
    for action in actions.values():
        action()
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            start = time.perf_counter()
            action()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def line(what: str, measured: float, base: float, goal: float) -> str:
    """One line of the report."""
    ratio = measured / base
    times = f"{measured * 1000:8.1f} ms / {base * 1000:8.1f} ms = {ratio:5.2f}"
    return f"{what:<62} {times}  (goal {goal}: {verdict(ratio <= goal)})"


MISSED = "MISSED"


def verdict(is_met: bool) -> str:
    """How a line says whether a goal was reached."""
    return "met" if is_met else MISSED
