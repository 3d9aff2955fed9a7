"""One clock for the workers of several machines: the database's.

A lease is given by one worker and judged by another. Were each to go by its own machine's clock, one that runs a
minute ahead would take every item out of the hands of the others; nothing would be done twice, but much in vain.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from app.core import clock

COMPARED_EVERY = 60.0
"""Seconds after which the two clocks are compared again."""

log = logging.getLogger(__name__)


class DatabaseClock:
    """Tells the database's time by this machine's clock and the difference between the two.

    SQLite has no clock of its own: its file lies on one machine, whose clock all its workers share.
    """

    def __init__(self, engine: Engine, own: Callable[[], datetime] = clock.now) -> None:
        self._engine = engine
        self._own = own
        self._behind = timedelta(0)
        self._compared: float | None = None

    def __call__(self) -> datetime:
        """This moment by the database's clock."""
        if self._compared is None or time.monotonic() - self._compared > COMPARED_EVERY:
            self._compare()
        return self._own() + self._behind

    def _compare(self) -> None:
        self._compared = time.monotonic()
        if self._engine.dialect.name != "postgresql":
            return
        with self._engine.connect() as connection:
            theirs = connection.scalar(select(func.clock_timestamp()))
        assert theirs is not None
        self._behind = theirs - self._own()
        if abs(self._behind) > timedelta(seconds=5):
            log.warning("the clock of this machine differs from the database's by %s", self._behind)
