"""Days, months, public holidays and working days (§§ 187 to 193 BGB)."""

import calendar
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from app.core.values import Refusal

HOLIDAYS_FROM, HOLIDAYS_UNTIL = 1991, 2100
"""The years for which the holidays of all sixteen states are known."""

SATURDAY = 5


class FederalState(StrEnum):
    """State of the cooperative's seat; it decides which days are public holidays."""

    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"


@lru_cache(maxsize=256)
def public_holidays(state: FederalState, year: int) -> frozenset[date]:
    """Name the public holidays of the whole state, weekdays or not (gesetzliche Feiertage; R-DL-06).

    Holidays of some municipalities only are left out: Assumption in Bavaria, Corpus Christi in Saxony and
    Thuringia, the peace festival of Augsburg. Easter and Whit Sunday are holidays in Brandenburg only; Hesse's law
    makes every Sunday one, which § 193 BGB does not need. Raises Refusal before 1991 and after 2100.
    """
    if not HOLIDAYS_FROM <= year <= HOLIDAYS_UNTIL:
        raise Refusal(
            "Feiertage sind von {first_year} bis {last_year} hinterlegt.",
            first_year=HOLIDAYS_FROM, last_year=HOLIDAYS_UNTIL,
        )
    return frozenset(holidays.country_holidays("DE", subdiv=FederalState(state).value, years=year))


def is_working_day(day: date, state: FederalState) -> bool:
    """Say whether a day is neither Saturday, Sunday nor public holiday at the seat (§ 193 BGB; R-DL-02)."""
    return day.weekday() < SATURDAY and day not in public_holidays(state, day.year)


def working_day_on_or_after(day: date, state: FederalState) -> date:
    """Move the last day for a declaration or payment to the next working day (§ 193 BGB; R-DL-02).

    Not for notice periods and periods counted backwards (R-DL-05).
    """
    while not is_working_day(day, state):
        day += timedelta(days=1)
    return day


def working_day_on_or_before(day: date, state: FederalState) -> date:
    """Name the working day on which something is well done whose last day counts backwards (R-DL-05).

    The law moves no such day, neither back nor forth: it is advice.
    """
    while not is_working_day(day, state):
        day -= timedelta(days=1)
    return day


def months_after(day: date, months: int) -> date:
    """Name the day that ends a period of months after an event (§§ 187 (1), 188 (2), (3) BGB; R-DL-01).

    The same number in the later month, else that month's last day. Negative months count backwards.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def days_after(day: date, days: int) -> date:
    """Name the day that ends a period of days; the day of the event is not counted (§ 187 (1) BGB; R-DL-01)."""
    return day + timedelta(days=days)
