"""A statute may let physical assemblies be transmitted in picture and sound, and one may be (§ 43b (2) GenG)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

SETTING, HALL = "gv_streaming", "ck_assembly_streams_from_the_hall"
TABLES = ("assembly", "statute_parameter")


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of these tables, and put it back as it was, though SQLite makes them anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if any(f" {table} " in f"{row.sql} " for table in TABLES)]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_keys_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Let the statute say what it may say, changed."""
    name = "ck_statute_parameter_parameterkey"
    checks = sa.inspect(op.get_bind()).get_check_constraints("statute_parameter")
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table("statute_parameter") as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"key IN ({words})")


def upgrade() -> None:
    """No statute was asked for such a clause so far, and no assembly was streamed without one."""
    with triggers_set_aside():
        hold_keys_to(lambda words: [*words, SETTING])
        with op.batch_alter_table("assembly") as batch:
            batch.add_column(sa.Column("is_streamed", sa.Boolean(), nullable=False, server_default=sa.false()))
            batch.create_check_constraint(op.f(HALL), "NOT is_streamed OR form = 'physical'")
        with op.batch_alter_table("assembly") as batch:
            batch.alter_column("is_streamed", server_default=None)


def downgrade() -> None:
    """Which assemblies were streamed is forgotten, and what statutes said of it."""
    with triggers_set_aside():
        with op.batch_alter_table("assembly") as batch:
            batch.drop_constraint(op.f(HALL), type_="check")
            batch.drop_column("is_streamed")
        op.execute(f"DELETE FROM statute_parameter WHERE key = '{SETTING}'")
        hold_keys_to(lambda words: [word for word in words if word != SETTING])
