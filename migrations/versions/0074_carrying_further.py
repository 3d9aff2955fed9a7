"""Which offices a removal ended, and with which day (§§ 24, 36 GenG); motions to convene another assembly (§ 46 (2))."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TABLE, KIND = "ended_office", "convening"
HELD = {"motion": ("kind", "ck_motion_motionkind"), "consequence": ("what", "ck_consequence_followup")}


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of these tables, and put it back as it was, though SQLite makes them anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table in HELD:
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in HELD:
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if any(f" {table} " in f"{row.sql} " for table in HELD)]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(table: str, changed: Callable[[list[str]], list[str]]) -> None:
    """Hold a column to the words it has, changed."""
    column, name = HELD[table]
    checks = sa.inspect(op.get_bind()).get_check_constraints(table)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"{column} IN ({words})")


def upgrade() -> None:
    """Of removals carried out before, the one office that was noted ended with the day that stands."""
    with triggers_set_aside():
        for table in HELD:
            hold_to(table, lambda words: [*words, KIND])
    op.create_table(
        TABLE,
        sa.Column("consequence_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consequence_id"], ["consequence.id"], name=op.f("fk_ended_office_consequence_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_ended_office_office_id")),
        sa.PrimaryKeyConstraint("consequence_id", "office_id", name=op.f("pk_ended_office")),
    )
    op.execute(
        f"INSERT INTO {TABLE} (consequence_id, office_id, last_day) SELECT consequence.id, office.id, office.last_day"
        " FROM consequence JOIN office ON office.id = consequence.reference"
        " WHERE consequence.what = 'removal' AND office.last_day IS NOT NULL"
    )
    for statement in only_grows(op.get_bind().dialect.name):
        op.execute(statement)


def only_grows(dialect: str) -> Sequence[str]:
    """What lets the table only grow."""
    if dialect == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        return (f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE ON {TABLE} {refuse}",)
    return [
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """Removals are carried out for good again; a motion to convene an assembly was one to the matter."""
    op.drop_table(TABLE)
    with triggers_set_aside():
        op.execute(f"DELETE FROM consequence WHERE what = '{KIND}'")
        op.execute(f"UPDATE motion SET kind = 'main' WHERE kind = '{KIND}'")
        for table in HELD:
            hold_to(table, lambda words: [word for word in words if word != KIND])
