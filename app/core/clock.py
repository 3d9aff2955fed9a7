"""The clock: the one place that reads the time. Rooms get `today` and `now` as arguments."""

from datetime import UTC, date, datetime

from app.core.formats import local


def now() -> datetime:
    """The present moment, in UTC with time zone."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where the cooperative sits (Europe/Berlin)."""
    return local(now()).date()
