"""The migrations lead from nothing to the models and back, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, create_engine, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts import actions as accounts
from app.core import journal
from app.core.db import db, transaction
from app.demo import actions as demo
from app.members.models import Member
from tests.conftest import Installation
from tests.factories import NOW

MIGRATIONS = Path(__file__).parent.parent / "migrations"
REVISIONS = [each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
"""From the first to the newest; each leads on from the one before."""

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "next", "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("party") as party:
        party.add_column(sa.Column("nickname", sa.String(40), nullable=False, server_default="none"))
        party.create_check_constraint("has_nickname", "nickname <> ''")


def downgrade() -> None:
    with op.batch_alter_table("party") as party:
        party.drop_constraint("has_nickname", type_="check")
        party.drop_column("nickname")
"""
"""What some later revision may do: rebuild the table to which most others refer, with all its rows."""

BREAKING = """
from alembic import op

revision, down_revision = "next", "{newest}"


def upgrade() -> None:
    op.execute("ALTER TABLE party ADD COLUMN nickname VARCHAR(40)")
    op.execute("DELETE FROM party")
"""
"""A revision with a mistake: other tables refer to what it deletes."""


def triggers(connection: Connection) -> set[str]:
    """Names of all triggers."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    return {row[0] for row in connection.execute(text(query))}


def meaning(connection: Connection, trigger: str) -> str:
    """What a trigger does, as the database tells it."""
    query = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = :name",
    }[connection.dialect.name]
    return str(connection.scalar(text(query), {"name": trigger}))


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


@pytest.fixture
def modelled(migrated_app: Flask, request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A database of the same kind that the models made."""
    made: Installation = request.getfixturevalue(f"{db.engine.dialect.name}_installation")
    engine = create_engine(made.settings.database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_every_check_and_trigger(migrated_app: Flask, modelled: Connection) -> None:
    """What the comparison does not see: CHECK constraints and triggers."""
    with db.engine.connect() as connection:
        assert (triggers(connection), checks(connection)) == (triggers(modelled), checks(modelled))


def test_what_stands_of_a_convened_assembly_is_the_same_by_migrations_and_models(
    migrated_app: Flask, modelled: Connection
) -> None:
    with db.engine.connect() as connection:
        migrated, said = (meaning(each, "assembly_stands_update") for each in (connection, modelled))
        assert migrated == said


def test_the_migrations_lead_back_to_nothing(empty_app: Flask) -> None:
    """Downgrading leaves no table behind, and the way up is open again."""
    upgrade()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    upgrade()


def shape(connection: Connection) -> dict[str, Any]:
    """Tables with their columns, checks and triggers."""
    inspector = inspect(connection)
    tables = set(inspector.get_table_names()) - {"alembic_version"}
    columns = {(table, column["name"]) for table in tables for column in inspector.get_columns(table)}
    return {"columns": columns, "triggers": triggers(connection), "checks": checks(connection)}


def contents() -> dict[str, list[Any]]:
    """All rows of all tables."""
    with db.engine.connect() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in db.metadata.sorted_tables}


def with_another(revision: str, folder: Path) -> str:
    """The migrations with one more at their end; gives their folder."""
    later = shutil.copytree(MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    (later / "versions" / "next.py").write_text(revision.format(newest=REVISIONS[-1]))
    return str(later)


def test_an_installation_in_use_keeps_every_row_up_and_back(migrated_app: Flask, tmp_path: Path) -> None:
    """Filled by the demo and by the command that makes an administrator; a later revision rebuilds a table in use."""
    with transaction() as session:
        demo.fill(session, NOW)
        accounts.make_administrator(session, "vera@example.org", "Vera Musterfrau", NOW)
    before = contents()
    later = with_another(NEXT, tmp_path)
    upgrade(directory=later)
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM party WHERE nickname = 'none'")) == len(before["party"])
    downgrade(directory=later, revision=REVISIONS[-1])
    assert contents() == before
    downgrade(revision=REVISIONS[0])
    upgrade()
    assert db.session().scalar(select(func.count()).select_from(Member)) == len(before["member"])
    assert list(journal.faults(db.session())) == []


def test_a_revision_that_would_break_references_leaves_everything_as_it_was(
    migrated_app: Flask, tmp_path: Path
) -> None:
    """An update with a mistake does no harm."""
    with transaction() as session:
        accounts.make_administrator(session, "vera@example.org", "Vera Musterfrau", NOW)
    before = contents()
    with pytest.raises((SystemExit, IntegrityError)):
        upgrade(directory=with_another(BREAKING, tmp_path))
    assert contents() == before
    with db.engine.connect() as connection:
        assert "nickname" not in {column["name"] for column in inspect(connection).get_columns("party")}


