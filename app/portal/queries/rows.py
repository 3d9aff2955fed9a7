"""Rows as plain structures: what a file can hold."""

from collections.abc import Iterable
from typing import Any


def named(row: object, *fields: str) -> dict[str, Any]:
    """The named fields of a row."""
    return {field: getattr(row, field) for field in fields}


def every(rows: Iterable[object], *fields: str) -> list[dict[str, Any]]:
    """The same of every row."""
    return [named(row, *fields) for row in rows]
