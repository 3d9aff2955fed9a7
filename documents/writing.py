"""How documents and mails write numbers, days and addresses (R-DOC-09): the filters of their templates."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.core import formats


def short_moment(value: datetime) -> str:
    """Write a moment for a narrow column: `24.11.2026, 14:32`."""
    return formats.moment(value).removesuffix(f"{formats.NBSP}Uhr")


def long_moment(value: datetime) -> str:
    """Write a moment in prose: `24. November 2026, 14:32 Uhr`."""
    return f"{formats.long_day(formats.local(value).date())}, {formats.clock_time(value)}"


def bare_address(url: str) -> str:
    """A web address as one reads it aloud: without the scheme."""
    return url.removeprefix("https://").removeprefix("http://").rstrip("/")


def bound(text: str, whole: bool = True) -> str:
    """Keep what names a clause in one line: `§ 43 Abs. 5 GenG`, or no more than `§ 43`, `Abs. 5` where it is narrow."""
    numbered = _MARK.sub(rf"\1{formats.NBSP}", text)
    return _NAMED.sub(formats.NBSP, numbered) if whole else numbered


_MARK = re.compile(r"(§§?|\b(?:Abs\.|Nr\.|Satz|TOP)(?= \d)|\bBuchst\.) (?=[\da-z])")
_NAMED = re.compile(r"(?<=[\da-z]) (?=Abs\.|Nr\.|Buchst\.|Satz[ \u00a0]\d|(?:GenG|BGB)\b)")

FILTERS: dict[str, Callable[..., Any]] = {
    "amount": formats.amount,
    "euro": formats.euro,
    "count": formats.count,
    "day": formats.day,
    "long_day": formats.long_day,
    "moment": formats.moment,
    "clock_time": formats.clock_time,
    "short_moment": short_moment,
    "long_moment": long_moment,
    "iban": formats.iban,
    "in_words": formats.number_in_words,
    "euros_in_words": formats.euros_in_words,
    "member_number": formats.member_number,
    "bare_address": bare_address,
    "bound": bound,
}
"""What a template may write with, on paper and in mails."""
