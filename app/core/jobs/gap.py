"""On SQLite one writes at a time: between the steps of long work the worker leaves people a gap to write in.

Who waits there is woken by nobody: SQLite looks again after naps that grow to a tenth of a second. A worker that takes
the next step at once is first nearly every time, and who waits gives up after ten seconds.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.core.db import db, transaction

LONGEST_NAP = 0.1
"""Seconds after which SQLite looks again at the latest whether it may write."""
SHORTEST, LONGEST = LONGEST_NAP + 0.02, 1.0
"""Seconds of a gap: everybody who waits looks once in it at least; the work takes twice as long at most, or nearly."""


class Gap:
    """How long one worker has kept everybody from writing since it last left room."""

    def __init__(self) -> None:
        self._held = 0.0
        self._ended = time.monotonic()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction, measured while it keeps others from writing; what was free of itself before it is a gap."""
        if time.monotonic() - self._ended >= SHORTEST:
            self._held = 0.0
        begun = None
        try:
            with transaction() as session:
                begun = time.monotonic()
                yield session
        finally:
            self._ended = time.monotonic()
            self._held += self._ended - (begun or self._ended)

    def due(self) -> float:
        """Seconds to rest now, as long as others were kept waiting; 0 while that was not long, and on PostgreSQL."""
        if self._held < LONGEST_NAP or db.engine.dialect.name != "sqlite":
            return 0.0
        return min(max(self._held, SHORTEST), LONGEST)
