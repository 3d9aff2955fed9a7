"""The rows of every table as a backup keeps them: plain JSON, the same from either database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum as PythonEnum
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, DateTime, Enum, Table, TableClause, column, func, inspect, select
from sqlalchemy import table as table_clause
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.core.db import UtcDateTime, db

CHUNK = 500


def tables() -> Sequence[Table]:
    """Every table, those that others refer to first."""
    return db.metadata.sorted_tables


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees one and the same state of the whole database from its first read on."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    if db.engine.dialect.name == "sqlite":
        options = {}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """All rows of a table by their key, values as JSON knows them."""
    found = connection.execution_options(yield_per=CHUNK).execute(select(table).order_by(*table.primary_key))
    for row in found.mappings():
        yield {name: packed(value) for name, value in row.items()}


def packed(value: Any) -> Any:
    """A value as JSON keeps it: enums by value, days and moments in ISO form, all else as it is."""
    if isinstance(value, PythonEnum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


def unpacked(target: Column[Any], value: Any) -> Any:
    """The value of a column that `packed` made plain."""
    if value is None or isinstance(target.type, JSON):
        return value
    return next((read(target.type)(value) for kind, read in _READERS if isinstance(target.type, kind)), value)


_READERS: Sequence[tuple[type[TypeEngine[Any]] | type[UtcDateTime], Callable[[Any], Callable[[Any], Any]]]] = (
    (UtcDateTime, lambda _: datetime.fromisoformat),
    (DateTime, lambda _: datetime.fromisoformat),
    (Date, lambda _: date.fromisoformat),
    (Enum, lambda kind: kind.enum_class),
)


def own_references(table: Table) -> list[str]:
    """The columns by which rows of a table refer to rows of the same table."""
    return sorted(key.parent.name for key in table.foreign_keys if key.column.table is table)


def target_of(table: Table) -> TableClause:
    """The table as rows are put into it: no value in an optional JSON column is SQL's NULL, not JSON's."""
    return table_clause(table.name, *(column(each.name, _bound(each)) for each in table.columns))


def _bound(target: Column[Any]) -> TypeEngine[Any]:
    is_optional_json = isinstance(target.type, JSON) and target.nullable
    return JSON(none_as_null=True) if is_optional_json else target.type


def is_empty(session: Session) -> bool:
    """Say whether no table has a row."""
    return not any(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables())


def revision_of(connection: Connection) -> str:
    """The revision of the tables; empty where they were made without migrations."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


def last_ids(connection: Connection) -> dict[str, int]:
    """The last id given out in each table, also where that row is gone: no id is given out twice."""
    if connection.dialect.name == "sqlite":
        if not inspect(connection).has_table("sqlite_sequence"):
            return {}
        found = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
        return {name: last for name, last in found if name in db.metadata.tables}
    return {table.name: last for table in tables() if (last := _last_of(connection, table))}


def _last_of(connection: Connection, table: Table) -> int:
    key = table.autoincrement_column
    if key is None:
        return 0
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    return int(connection.scalar(select(func.pg_sequence_last_value(func.to_regclass(sequence)))) or 0)
