"""Runs the migrations inside the application's context, on the database its settings name."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from app.core.db import db


def migrate_on(connection: Connection) -> None:
    """Migrate; SQLite rebuilds tables in batches, with foreign keys off meanwhile and checked afterwards."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    context.configure(
        connection=connection, target_metadata=db.metadata, render_as_batch=True, compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        if broken:
            raise RuntimeError(f"foreign keys are broken after the migration: {broken[:5]}")
        connection.commit()


with current_app.app_context(), db.engine.connect().execution_options(writes=True) as connection:
    migrate_on(connection)
