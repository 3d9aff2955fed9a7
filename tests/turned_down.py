"""What the database itself turns down, whoever writes to it."""

from typing import Any

import pytest
from sqlalchemy import Insert, Update, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Base, table_of


def turned_down(session: Session, statement: Insert | Update, constraint: str) -> None:
    """A statement is turned down by this constraint, and leaves nothing."""
    with pytest.raises(IntegrityError, match=constraint), session.begin_nested():
        session.execute(statement)


def changed(row: Any, **values: object) -> Update:
    """A row with other values, past the objects of the session."""
    table = table_of(type(row))
    return update(table).where(table.c.id == row.id).values(**values)


def again(row: Base, **values: object) -> Insert:
    """The same row once more, but for these values."""
    table = table_of(type(row))
    kept = {column.name: getattr(row, column.key) for column in table.c if column.name != "id"}
    return insert(table).values({**kept, **values})
