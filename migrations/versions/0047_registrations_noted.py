"""When a registration of the statute was noted stands with the version: as known before that, it did not hold yet."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

REFUSED = "a registered version of the statute never changes"
BEFORE = ("title", "resolved_on", "registered_on", "note", "recorded_at", "corrects_id")
FINAL = (*BEFORE, "registered_at")
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name"
GUARD = "statute_version_registered_stands"
NOTED = (
    "UPDATE statute_version SET registered_at = COALESCE((SELECT MIN(at) FROM journal_line WHERE "
    "act = 'statute.registered' AND subject = 'statute:' || statute_version.id), recorded_at) "
    "WHERE registered_on IS NOT NULL"
)


def upgrade() -> None:
    """Take the moment from the journal; where it tells none, that of the recording."""
    with triggers_taken_off():
        op.add_column("statute_version", sa.Column("registered_at", sa.DateTime(), nullable=True))
        op.execute(NOTED)
        with op.batch_alter_table("statute_version") as table:
            table.create_check_constraint(
                op.f("ck_statute_version_registration_noted"), "(registered_on IS NULL) = (registered_at IS NULL)"
            )
    guard(FINAL)


def downgrade() -> None:
    """The journal tells the moment still."""
    with triggers_taken_off():
        if op.get_bind().dialect.name == "postgresql":
            guard(BEFORE)
        with op.batch_alter_table("statute_version") as table:
            table.drop_constraint(op.f("ck_statute_version_registration_noted"), type_="check")
            table.drop_column("registered_at")
    guard(BEFORE)


@contextmanager
def triggers_taken_off() -> Iterator[None]:
    """Take off what names the table while SQLite makes it anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.execute(sa.text(TRIGGERS), {"naming": "%statute_version%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def guard(final: tuple[str, ...]) -> None:
    """Let the database refuse to change these columns of a registered version."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        new, old = (", ".join(f"{row}.{column}" for column in final) for row in ("NEW", "OLD"))
        refuse = f"RAISE EXCEPTION '{REFUSED}';"
        changed = f"TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old})"
        check = f"IF OLD.registered_on IS NOT NULL THEN IF {changed} THEN {refuse} END IF; END IF;"
        body = f"BEGIN {check} RETURN COALESCE(NEW, OLD); END"
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        )
        return
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in final)
    connection.exec_driver_sql(f"DROP TRIGGER {GUARD}_update")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {GUARD}_update BEFORE UPDATE ON statute_version WHEN OLD.registered_on IS NOT NULL AND "
        f"({changed}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
