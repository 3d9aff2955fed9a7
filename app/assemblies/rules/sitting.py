"""How long a meeting can be opened, and goes on (§ 47 (1) GenG; R-MIN-01)."""

from datetime import date, datetime, timedelta

from app.core.formats import end_of

AFTER_MIDNIGHT = timedelta(hours=1)
"""So long after its last day a meeting that begins late at night is opened still."""


def opens_before(last_day: date) -> datetime:
    """Until when a meeting is opened: on its last day, or in the hour after (§ 46 (1) GenG)."""
    return end_of(last_day) + AFTER_MIDNIGHT


def day_before(today: date) -> date:
    """Of which day a meeting goes on past midnight: of yesterday; an older one was only not closed (§ 47 (1) GenG)."""
    return today - timedelta(days=1)
