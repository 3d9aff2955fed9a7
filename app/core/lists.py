"""Parts of a long list: in order, counted, cut to a page; and how many each saved view shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.formats import beginning_of, end_of

Row = TypeVar("Row")
State = TypeVar("State", bound=StrEnum)

Sortable = SQLColumnExpression[Any]
"""By what a list is sorted; asked for when it is, for a name is that of the day read up to."""


def part_of(
    session: Session, found: Select[Row], column: Sortable, key: InstrumentedAttribute[int], descending: bool,
    offset: int, limit: int | None,
) -> tuple[Sequence[Row], int]:
    """A part of what a query finds, by a column and what lacks it last, with how many there are in all."""
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = (column.desc().nulls_last(), key.desc()) if descending else (column.asc().nulls_last(), key)
    return session.scalars(found.order_by(*order).offset(offset).limit(limit)).unique().all(), total


def within(
    column: InstrumentedAttribute[Any], first_day: date | None, last_day: date | None
) -> list[ColumnElement[bool]]:
    """The conditions that a day, or the day of a moment where the cooperative sits, lies in a period with its ends."""
    is_day = isinstance(column.type, Date)
    found: list[ColumnElement[bool]] = []
    if first_day:
        found.append(column >= (first_day if is_day else beginning_of(first_day)))
    if last_day:
        found.append(column <= last_day if is_day else column < end_of(last_day))
    return found


def counts_of(
    session: Session, state: InstrumentedAttribute[State], views: Mapping[str, Sequence[State]]
) -> dict[str, int]:
    """How many rows each saved view shows, by the states that it holds."""
    by_state = dict(session.execute(select(state, func.count()).group_by(state)).all())
    return {view: sum(by_state.get(each, 0) for each in states) for view, states in views.items()}
