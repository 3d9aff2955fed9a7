"""A payout from a result that came back is an entry of the day of its return (R-SEPA-10)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None

TABLE, GUARD = "dividend_entry", "dividend_entry_year_open"
ONLY_PAYOUTS = "NOT came_back OR (kind = 'payout' AND amount < 0)"
CLOSED = (
    "NEW.effective_on <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn)) AND {which}"
)
BEFORE, SINCE = "NEW.amount > 0", "(NEW.amount > 0 OR NEW.came_back)"
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
    """What came back before stays the reversal it was booked as: whether it was one is not kept."""
    with triggers_set_aside():
        with op.batch_alter_table(TABLE) as table:
            table.add_column(sa.Column("came_back", sa.Boolean(), nullable=False, server_default=sa.false()))
            table.create_check_constraint(op.f(f"ck_{TABLE}_only_payouts_come_back"), ONLY_PAYOUTS)
        with op.batch_alter_table(TABLE) as table:
            table.alter_column("came_back", server_default=None)
    guard(SINCE)


def downgrade() -> None:
    """A return becomes the reversal that it was before, of the day of its payout."""
    guard(BEFORE)
    with triggers_set_aside():
        op.execute(
            f"UPDATE {TABLE} SET effective_on = (SELECT paid.effective_on FROM {TABLE} AS paid WHERE"  # noqa: S608
            f" paid.appropriation_id = {TABLE}.appropriation_id AND paid.member_id = {TABLE}.member_id"
            f" AND paid.turn = {TABLE}.follows) WHERE came_back"
        )
        with op.batch_alter_table(TABLE) as table:
            table.drop_constraint(op.f(f"ck_{TABLE}_only_payouts_come_back"), type_="check")
            table.drop_column("came_back")
