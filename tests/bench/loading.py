"""Rows by the hundred thousand into either database, past the application."""

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.core.db import Model, table_of


def insert_all(connection: Connection, table: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in one go, whatever the database."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table_of(table), rows)
        return
    given = iter(rows)
    while waiting := list(islice(given, 20_000)):
        connection.execute(insert(table), waiting)


def _copy(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Hand rows to PostgreSQL by its own bulk load; statement triggers and constraints hold as for an INSERT."""
    given = iter(rows)
    first = next(given)
    missing = {
        each.name: each.default.arg for each in table.c
        if isinstance(each.default, ScalarElementColumnDefault) and each.name not in first
    }  # fmt: skip
    names = [*first, *missing]
    columns = [table.c[name] for name in names]
    as_stored = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in chain([first], given):
            copy.write_row([
                stored(value) if stored else value
                for stored, value in zip(as_stored, (*row.values(), *missing.values()), strict=True)
            ])
