"""What cases are written in: days as ISO dates, money as decimal strings."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.values import Cents

Input = Mapping[str, Any]
Answer = dict[str, Any]


def cents(money: str) -> Cents:
    """Read a decimal string as cents; refuses fractions of a cent."""
    value = Decimal(money) * 100
    if value != int(value):
        raise ValueError(f"not a whole number of cents: {money}")
    return int(value)


def money(amount: Cents | None) -> str | None:
    """Write cents as a decimal string with two places."""
    return None if amount is None else f"{Decimal(amount) / 100:.2f}"


def day(value: date | None) -> str | None:
    """Write a day as the cases do."""
    return None if value is None else value.isoformat()


def day_or_none(text: str | None) -> date | None:
    """Read a day that may be missing."""
    return date.fromisoformat(text) if text else None
