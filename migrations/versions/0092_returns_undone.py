"""A return of a payout that was entered by mistake is undone, and the payout counts as before (R-REG-05, R-SEPA-10)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

LEDGER, SETTLED = "credit_entry", "settlement_entry"
CAME_BACK = "returns_id IS NOT NULL"
BEFORE = "(amount < 0) = (reverses_id IS NOT NULL OR returns_id IS NOT NULL)"
SINCE = (
    "(amount > 0 OR reverses_id IS NOT NULL OR returns_id IS NOT NULL) AND (amount < 0 OR returns_id IS NULL)"
    " AND (amount < 0 OR kind = 'payout' OR reverses_id IS NULL)"
)
"""What a row of a settlement that takes another back points at."""

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name"
UNDONE = "SELECT error.reverses_id FROM {table} AS error JOIN {table} AS back ON back.id = error.reverses_id"
WHERE_BACK = "WHERE back.returns_id IS NOT NULL"


@contextmanager
def triggers_set_aside(table: str) -> Iterator[None]:
    """Take off what names a table while it is made anew or its rows change, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    made = connection.execute(sa.text(TRIGGERS), {"naming": f"%{table}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def upgrade() -> None:
    """A payout may come back once more after a return that was an error."""
    came_back = sa.text(CAME_BACK)
    op.drop_index("uq_credit_entry_returns_id", LEDGER)
    op.create_index(
        "ix_credit_entry_returns_id", LEDGER, ["returns_id"], sqlite_where=came_back, postgresql_where=came_back
    )
    with triggers_set_aside(SETTLED), op.batch_alter_table(SETTLED) as settled:
        settled.drop_constraint(op.f("uq_settlement_entry_returns_id"), type_="unique")
        settled.drop_constraint(op.f("ck_settlement_entry_reversal_points_back"), type_="check")
        settled.create_check_constraint(op.f("ck_settlement_entry_reversal_points_back"), SINCE)
    op.create_index(op.f("ix_settlement_entry_returns_id"), SETTLED, ["returns_id"])


def downgrade() -> None:
    """Returns that were errors go, and so does what undid them: there was no way to say so before."""
    op.drop_index(op.f("ix_settlement_entry_returns_id"), SETTLED)
    with triggers_set_aside(SETTLED):
        forget_errors(SETTLED)
        with op.batch_alter_table(SETTLED) as settled:
            settled.drop_constraint(op.f("ck_settlement_entry_reversal_points_back"), type_="check")
            settled.create_check_constraint(op.f("ck_settlement_entry_reversal_points_back"), BEFORE)
            settled.create_unique_constraint(op.f("uq_settlement_entry_returns_id"), ["returns_id"])
    op.drop_index("ix_credit_entry_returns_id", LEDGER)
    with triggers_set_aside(LEDGER):
        forget_errors(LEDGER)
    came_back = sa.text(CAME_BACK)
    op.create_index(
        "uq_credit_entry_returns_id", LEDGER, ["returns_id"], unique=True, sqlite_where=came_back,
        postgresql_where=came_back,
    )


def forget_errors(table: str) -> None:
    """Delete returns that were undone, and first what undid them."""
    found = f"{UNDONE.format(table=table)} {WHERE_BACK}"
    undone = list(op.get_bind().execute(sa.text(found)).scalars())
    rows = sa.table(table, sa.column("id", sa.Integer()), sa.column("reverses_id", sa.Integer()))
    op.execute(rows.delete().where(rows.c.reverses_id.in_(undone)))
    op.execute(rows.delete().where(rows.c.id.in_(undone)))
