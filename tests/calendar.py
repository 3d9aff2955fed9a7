"""The day on which all tests take place, whatever the calendar on the wall says."""

from datetime import UTC, datetime, timedelta, tzinfo

from app.core import clock


def ahead() -> timedelta:
    """How far the clock of the tests is ahead of the one on the wall; another process takes it over by `put`."""
    return clock.now() - datetime.now(UTC)


def begin_at(moment: datetime) -> None:
    """Set the clock of this process; from there it goes on as clocks do."""
    put(moment - datetime.now(UTC))


def put(ahead: timedelta) -> None:
    """Put the clock ahead of the one on the wall, or behind."""

    class Shifted(datetime):
        """Tells the time of the tests."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            """The moment by the clock of the tests."""
            return datetime.now(tz) + ahead

    clock.datetime = Shifted  # type: ignore[attr-defined]
