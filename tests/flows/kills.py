"""Processes that are really killed at a chosen point of a transaction, and what the house holds, to compare."""

import gc
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from app.core.db import Model, db, once, transaction

Deed = Callable[[Session], int]
"""An act, by ids alone: it reads everything in the session that it is given."""

PATIENCE = 60
"""Seconds until a database that does not notice a death is a fault."""


class Point(StrEnum):
    """Where a process is killed."""

    BEFORE = "all rows written, no line of the journal"
    AFTER = "the lines written, not committed"
    COMMITTED = "committed, nobody told"


NOTHING_DONE = (Point.BEFORE, Point.AFTER)
"""Where a death must leave no trace."""


class BrokenOffError(Exception):
    """A transaction was only looked into."""


def perform(own: Session, deed: Deed, key: str) -> int:
    """Act as a page does: under the key of its form."""
    return once(own, key, lambda: deed(own))


def kill(app: Flask, deed: Deed, key: str, point: Point) -> None:
    """Let a process of its own act, and die at a point; back as soon as the database has noticed."""
    with app.app_context():
        db.engine.dispose()
    child = os.fork()
    if not child:
        _die(app, deed, key, point)
    _child, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, f"it did not come to: {point}"
    with app.app_context(), db.engine.connect() as connection:
        over = time.monotonic() + PATIENCE
        while connection.dialect.name == "postgresql" and connection.scalar(_OTHERS):
            assert time.monotonic() < over, "the database holds on to a process that is dead"
            connection.rollback()


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _die(app: Flask, deed: Deed, key: str, point: Point) -> None:
    """Act and be killed on the way; whoever survives says why, and ends without a word to the tests' own process."""

    def fall(session: Session) -> None:
        if not session.in_nested_transaction():
            os.kill(os.getpid(), signal.SIGKILL)

    gc.disable()  # it would touch, and so copy, all that was inherited
    try:
        if point is Point.COMMITTED:
            event.listen(Session, "after_commit", fall, insert=True)
        else:
            event.listen(Session, "before_commit", fall, insert=point is Point.BEFORE)
        with app.app_context(), transaction() as own:
            perform(own, deed, key)
            own.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


_TABLES = Model.metadata.sorted_tables
_EVERY_ROW = {
    each.name: f'SELECT * FROM "{each.name}" ORDER BY {", ".join(column.name for column in each.primary_key)}'
    for each in _TABLES
}
_HOW_MANY = "SELECT " + ", ".join(f'(SELECT count(*) FROM "{each.name}") AS "{each.name}"' for each in _TABLES)


@contextmanager
def looking(app: Flask) -> Iterator[Session]:
    """A session that only reads."""
    with app.app_context():
        yield db.session()


def held(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as the driver gives it: what is only compared need not become values of ours."""
    with looking(app) as session:
        connection = session.connection()
        return {name: [tuple(row) for row in connection.exec_driver_sql(asked)] for name, asked in _EVERY_ROW.items()}


def counted(session: Session) -> dict[str, object]:
    """How many rows each table has, and how far every register has counted."""
    rows = session.connection().exec_driver_sql(_HOW_MANY).one()._mapping
    counters = Model.metadata.tables["counter"]
    return {**rows, "counters": sorted(tuple(row) for row in session.execute(select(counters)))}


def whole(app: Flask, deed: Deed, key: str) -> dict[str, object]:
    """What is there once the act is done, lines of the journal included; it is broken off, and nothing is done."""
    found: dict[str, object] = {}

    def look(own: Session) -> None:
        if not own.in_nested_transaction():
            found.update(counted(own))
            raise BrokenOffError

    try:
        with app.app_context(), transaction() as own:
            event.listen(own, "before_commit", look)
            try:
                perform(own, deed, key)
                own.commit()
            finally:
                event.remove(own, "before_commit", look)
    except BrokenOffError:
        pass
    return found
