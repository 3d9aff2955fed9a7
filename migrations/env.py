"""Runs the migrations inside the application's context, on the database its settings name."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.db import db


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to; a switch that it ignores within a transaction."""
    driver = connection.connection.driver_connection if connection.dialect.name == "sqlite" else None
    if driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def migrate_on(connection: Connection) -> None:
    """Migrate in one transaction; on SQLite nothing of it stays where a reference leads nowhere in the end."""
    context.configure(
        connection=connection, target_metadata=db.metadata, render_as_batch=True, compare_type=True,
        transaction_per_migration=False, transactional_ddl=True,
    )
    with foreign_keys_off(connection), context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"foreign keys are broken after the migration: {broken[:5]}")


with current_app.app_context(), db.engine.connect().execution_options(writes=True) as connection:
    migrate_on(connection)
