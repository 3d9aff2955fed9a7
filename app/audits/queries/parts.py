"""What a folder is made of: lists that are written row by row, and papers that are taken from the store."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.audits.rules import Period
from app.core.formats import BERLIN

Cells = Sequence[object]


@dataclass(frozen=True)
class Listed:
    """A list as a file: its path in the folder, what it is, its headings, and how its rows are read."""

    path: str
    title: str
    headings: Sequence[str]
    rows: Callable[[], Iterable[Cells]]


@dataclass(frozen=True)
class Paper:
    """A stored file: its path in the folder without the ending, what it is, and its digest."""

    path: str
    title: str
    sha256: str


Part = Listed | Paper


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """The first moment of a period, and the first one after it, where the cooperative sits."""
    end = period.last_day + timedelta(days=1)
    return datetime.combine(period.first_day, time(), BERLIN), datetime.combine(end, time(), BERLIN)


def recorded_within(column: InstrumentedAttribute[Any], period: Period) -> ColumnElement[bool]:
    """The condition that a moment lies in the period."""
    begin, end = moments_of(period)
    return (column >= begin) & (column < end)


def counts_within(column: InstrumentedAttribute[Any], period: Period) -> ColumnElement[bool]:
    """The condition that a day lies in the period."""
    within: ColumnElement[bool] = column.between(period.first_day, period.last_day)
    return within
