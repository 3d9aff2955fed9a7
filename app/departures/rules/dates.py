"""When a notice ends a membership: periods counted back from the end of a fiscal year (§§ 65, 67b GenG)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.statutes.rules import ONE_DAY, FiscalYear, months_after, years_onward

LEGAL_MONTHS = 3
"""The period of the law, and of the early notice for hardship (§ 65 (2) sentence 1, (3) GenG)."""

HARDSHIP_ABOVE_MONTHS = 24
"""Only against a period of more than two years may somebody leave early (§ 65 (3) GenG)."""

LONGEST_MONTHS = 60
"""No longer period binds anybody but entrepreneurs (§ 65 (2) sentences 2, 3 GenG)."""


@dataclass(frozen=True)
class NoticeDates:
    """The day with which a notice takes effect, and until when it could have been received for that day."""

    last_day: date
    receivable_until: date


def last_receipt_day(year_end: date, months: int) -> date:
    """Name the last day on which a notice to the end of a year may be received (§ 65 (2) GenG; R-EXIT-01, R-DL-03).

    Counted back and never moved: a notice that comes in on the Monday after is late (R-DL-05).
    """
    return months_after(year_end + ONE_DAY, -months) - ONE_DAY


def notice_dates(years: Iterable[FiscalYear], months: int, received_on: date) -> NoticeDates:
    """Name the end of the first fiscal year for which a notice came in time (§ 65 (2) GenG; R-EXIT-01, R-EXIT-04)."""
    ways = (NoticeDates(year.last_day, last_receipt_day(year.last_day, months)) for year in years_onward(years))
    return next(dates for dates in ways if dates.receivable_until >= received_on)


def months_binding(statute_months: int, is_entrepreneur: bool) -> int:
    """Name the period that binds a member: over five years entrepreneurs only (§ 65 (2) sentence 3; R-EXIT-02)."""
    return statute_months if is_entrepreneur else min(statute_months, LONGEST_MONTHS)


def binds_too_short(statute_months: int) -> bool:
    """Say whether a statute binds no longer than two years, so that nobody may leave early (§ 65 (3); R-EXIT-05)."""
    return statute_months <= HARDSHIP_ABOVE_MONTHS


def has_served_full_year(years: Iterable[FiscalYear], member_since: date, day: date) -> bool:
    """Say whether somebody has been a member for a whole fiscal year by a day (§ 65 (3) GenG; R-EXIT-05).

    A short fiscal year served whole counts as one: the law speaks of a full fiscal year, not of twelve months.
    """
    return any(member_since <= year.first_day and year.last_day < day for year in years)


def may_leave_early(
    years: Iterable[FiscalYear], statute_months: int, member_since: date, received_on: date, is_unreasonable: bool
) -> bool:
    """Say whether the early notice for hardship is open to a member (§ 65 (3) GenG; R-EXIT-05).

    `is_unreasonable`: staying until the end of the statute's period was found unreasonable, which is a decision.
    """
    is_long = not binds_too_short(statute_months)
    return is_long and is_unreasonable and has_served_full_year(years, member_since, received_on)


def notice_period(statute_months: int, leaves_early: bool) -> int:
    """Name the period of a notice in months: three where somebody may leave early (§ 65 (2), (3) GenG; R-EXIT-05)."""
    return LEGAL_MONTHS if leaves_early else statute_months
