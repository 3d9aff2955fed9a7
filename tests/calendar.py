"""The day on which all tests take place, whatever the calendar on the wall says."""

import time
from datetime import datetime, timedelta, tzinfo

from app.core import clock


def begin_at(moment: datetime) -> None:
    """Set the clock of this process; from there it goes on as clocks do."""
    started = time.monotonic()

    class Running(datetime):
        """Tells the time of the tests."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            """The moment set, and what has passed since."""
            return (moment + timedelta(seconds=time.monotonic() - started)).astimezone(tz)

    clock.datetime = Running  # type: ignore[attr-defined]
