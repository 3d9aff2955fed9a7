"""How documents and mails write numbers, days and addresses (R-DOC-09): the filters of their templates."""

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
}
"""What a template may write with, on paper and in mails."""
