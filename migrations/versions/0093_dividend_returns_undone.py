"""A return of a payout from a result that was entered by mistake is undone, and the payout counts as before (R-REG-05).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

TABLE, GUARD = "dividend_entry", "dividend_entry_year_open"
POINTER, POINTS_BACK = f"fk_{TABLE}_undoes", f"ck_{TABLE}_undoing_points_back"
CLAIM = ["appropriation_id", "member_id"]
UNDOING = (
    "(amount > 0 OR undoes IS NOT NULL) AND (undoes IS NULL OR undoes < turn)"
    " AND (amount < 0 OR undoes IS NULL OR (kind = 'payout' AND note <> ''))"
)
"""What an entry that undoes another points at."""
CLOSED = (
    "NEW.effective_on <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn)) AND {which}"
)
BEFORE = "(NEW.amount > 0 OR NEW.came_back)"
SINCE = "(NEW.amount > 0 AND NEW.undoes IS NULL OR NEW.came_back)"
"""Which entries a closed year does not take."""
SENTENCE = "this fiscal year is closed"


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take off what names the table while it is made anew or its rows change, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name")
    made = connection.execute(named, {"naming": f"%{TABLE}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def guard(which: str) -> None:
    """Let the database refuse such entries in a closed year."""
    connection, condition = op.get_bind(), CLOSED.format(which=which)
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(f"DROP TRIGGER {GUARD}")
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {GUARD} BEFORE INSERT ON {TABLE} WHEN {condition} {refuse}")
        return
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    )


def upgrade() -> None:
    """What undid the entry before it so far points at it."""
    with triggers_set_aside():
        with op.batch_alter_table(TABLE) as table:
            table.add_column(sa.Column("undoes", sa.Integer()))
        op.execute(f"UPDATE {TABLE} SET undoes = follows WHERE amount < 0")  # noqa: S608
        with op.batch_alter_table(TABLE) as table:
            table.create_foreign_key(op.f(POINTER), TABLE, [*CLAIM, "undoes"], [*CLAIM, "turn"])
            table.create_check_constraint(op.f(POINTS_BACK), UNDOING)
    guard(SINCE)


def downgrade() -> None:
    """What undid a return becomes a payout of its day: so it was to be booked before."""
    guard(BEFORE)
    with triggers_set_aside(), op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(POINTS_BACK), type_="check")
        table.drop_constraint(op.f(POINTER), type_="foreignkey")
        table.drop_column("undoes")
