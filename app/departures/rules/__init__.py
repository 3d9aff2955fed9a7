"""The rules of leaving: when a notice takes effect, who may give which, what it needs (§§ 65 to 68, 76 to 77a GenG)."""

from app.departures.rules.dates import (
    HARDSHIP_ABOVE_MONTHS,
    LEGAL_MONTHS,
    LONGEST_MONTHS,
    NoticeDates,
    has_served_full_year,
    last_receipt_day,
    may_leave_early,
    months_binding,
    notice_dates,
    notice_period,
)
from app.departures.rules.other import (
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    last_day_by_transfer,
    may_attend_assembly,
    may_transfer,
    settlement_follows,
)
from app.departures.rules.partial import (
    check_cancelled,
    may_cancel,
    most_cancellable,
)
from app.departures.rules.special import (
    AMENDMENT_WORDS,
    OPENING,
    Amendment,
    last_day_to_declare,
    may_terminate_specially,
)

__all__ = [
    "AMENDMENT_WORDS",
    "HARDSHIP_ABOVE_MONTHS",
    "LEGAL_MONTHS",
    "LONGEST_MONTHS",
    "OPENING",
    "Amendment",
    "NoticeDates",
    "check_cancelled",
    "has_served_full_year",
    "last_day_by_death",
    "last_day_by_dissolution",
    "last_day_by_exclusion",
    "last_day_by_transfer",
    "last_day_to_declare",
    "last_receipt_day",
    "may_attend_assembly",
    "may_cancel",
    "may_leave_early",
    "may_terminate_specially",
    "may_transfer",
    "months_binding",
    "most_cancellable",
    "notice_dates",
    "notice_period",
    "settlement_follows",
]
