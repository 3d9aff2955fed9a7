"""The migrations lead from nothing to the models and back, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, inspect, text

from app.core.db import db
from app.main import create_app
from tests.conftest import DATABASES, new_postgres_database, settings_for


@pytest.fixture(params=DATABASES)
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    else:
        url = new_postgres_database(request.getfixturevalue("postgres_url"), "genokontor_migrated")
    app = create_app(settings_for(tmp_path, url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def triggers(connection: Connection) -> set[str]:
    """Names of all triggers."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    return {row[0] for row in connection.execute(text(query))}


def checks(connection: Connection) -> set[tuple[str, str | None]]:
    """(table, name) of every CHECK constraint."""
    inspector = inspect(connection)
    return {
        (table, check["name"])
        for table in inspector.get_table_names() for check in inspector.get_check_constraints(table)
    }


def test_the_migrations_make_what_the_models_say(empty_app: Flask) -> None:
    """Tables, columns, indexes and keys agree."""
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_migrations_make_every_check_and_trigger(empty_app: Flask) -> None:
    """What the comparison does not see: CHECK constraints and triggers."""
    upgrade()
    with db.engine.connect() as connection:
        migrated = triggers(connection), checks(connection)
    downgrade(revision="base")
    db.create_all()
    with db.engine.connect() as connection:
        assert migrated == (triggers(connection), checks(connection))


def test_the_migrations_lead_back_to_nothing(empty_app: Flask) -> None:
    """Downgrading leaves no table behind, and the way up is open again."""
    upgrade()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    upgrade()
