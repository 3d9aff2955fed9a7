"""Reading single cells: whole numbers, days, amounts, as people and programs write them, in the digits 0 to 9."""

import re
from datetime import date

from app.core.formats import fold
from app.core.values import Cents, Refusal

FIRST_YEAR = 1800
"""No cooperative is older."""


def read_count(text: str) -> int:
    """A whole number from 1 on as 17, 0017, 1.001 or, from a spreadsheet, 17.0 and 17,00; 0 where it is none."""
    found = re.fullmatch(r"0{0,20}([1-9][0-9]{0,8}|[1-9][0-9]{0,2}(?:[.' ][0-9]{3}){1,2})(?:,0{1,2}|\.0{1,2})?", text)
    return int(re.sub(r"\D", "", found[1])) if found else 0


_MONTHS = ("jan", "feb", "maer", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")


def read_day(text: str, today: date) -> date | None:
    """A day as 24.11.2026, 24.11.26, 24/11/2026, 24-11-2026, 24. November 2026 or 2026-11-24, a time of day after it.

    Two-digit years are read so that none lies in the future.
    """
    plain = re.sub(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$", "", text)
    if iso := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", plain):
        return _day_of(int(iso[1]), int(iso[2]), int(iso[3]))
    if written := re.fullmatch(r"([0-9]{1,2})\.? ?([^\W\d]{3,9})\.? ?([0-9]{4})", plain):
        month = next((number for number, word in enumerate(_MONTHS, 1) if fold(written[2]).startswith(word)), 0)
        return _day_of(int(written[3]), month, int(written[1]))
    found = re.fullmatch(r"([0-9]{1,2})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4}|[0-9]{2})", plain)
    if not found:
        return None
    day, month, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 4:
        return _day_of(year, month, day)
    recent = _day_of(2000 + year, month, day)
    return recent if recent and recent <= today else _day_of(1900 + year, month, day)


def _day_of(year: int, month: int, day: int) -> date | None:
    """A day of the calendar; none before there were cooperatives."""
    try:
        return date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def read_cents(text: str) -> Cents | None:
    """An amount as 1.000,00 or 1000 or 1000.50 or 1.000,00 € or 1.000,- or 1,000.00."""
    plain = re.sub(r"(?i)[\s\u00a0\u202f€¤]|eur(o)?", "", text)
    found = re.fullmatch(r"([0-9]{1,3}(?:[.'][0-9]{3})+|[0-9]{1,12})(?:,([0-9]{1,2}|-|--|–|—))?", plain)
    found = found or re.fullmatch(r"([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,2})", plain)
    if not found:
        return None
    return int(re.sub(r"\D", "", found[1])) * 100 + int(re.sub(r"\D", "", found[2] or "").ljust(2, "0"))


def share_amount_of(text: str) -> Cents:
    """Read the amount of one share as a person types it; refused where it is none."""
    cents = read_cents(text)
    if not cents:
        raise Refusal("Geben Sie den Betrag eines Anteils an, zum Beispiel 500,00.")
    return cents
