"""A payout that came back is booked on the day of its return (R-SEPA-10)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

LEDGER, SETTLED = "credit_entry", "settlement_entry"
GROUND = "returned_payout"
LEDGER_POINTS_BACK = "(ground = 'returned_payout') = (returns_id IS NOT NULL) AND (returns_id IS NULL OR amount > 0)"
SETTLED_POINTS_BACK = "returns_id IS NULL OR (kind = 'payout' AND reverses_id IS NULL AND note <> '')"
BEFORE, SINCE = (
    "(amount < 0) = (reverses_id IS NOT NULL)", "(amount < 0) = (reverses_id IS NOT NULL OR returns_id IS NOT NULL)",
)
"""What a row of a settlement that takes another back points at."""

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name"
DAY_OF = "(SELECT paid.effective_on FROM {table} AS paid WHERE paid.id = {table}.returns_id)"


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


def grounds() -> list[str]:
    """The words that the ledger knows for why a credit changed."""
    checks = sa.inspect(op.get_bind()).get_check_constraints(LEDGER)
    known = next(str(each["sqltext"]) for each in checks if each["name"] == "ck_credit_entry_creditground")
    return re.findall(r"'(\w+)'", known)


def one_of(words: list[str]) -> str:
    return "ground IN (" + ", ".join(f"'{word}'" for word in words) + ")"


def upgrade() -> None:
    """What came back before stays the reversal it was booked as: whether it was one is not kept."""
    words = one_of([*grounds(), GROUND])
    with triggers_set_aside(LEDGER), op.batch_alter_table(LEDGER) as ledger:
        ledger.add_column(sa.Column("returns_id", sa.Integer(), nullable=True))
        ledger.create_foreign_key(op.f("fk_credit_entry_returns_id"), LEDGER, ["returns_id"], ["id"])
        ledger.drop_constraint(op.f("ck_credit_entry_creditground"), type_="check")
        ledger.create_check_constraint(op.f("ck_credit_entry_creditground"), words)
        ledger.create_check_constraint(op.f("ck_credit_entry_return_points_back"), LEDGER_POINTS_BACK)
    came_back = sa.text("returns_id IS NOT NULL")
    op.create_index(
        "uq_credit_entry_returns_id", LEDGER, ["returns_id"], unique=True, sqlite_where=came_back,
        postgresql_where=came_back,
    )
    with triggers_set_aside(SETTLED), op.batch_alter_table(SETTLED) as settled:
        settled.add_column(sa.Column("returns_id", sa.Integer(), nullable=True))
        settled.create_foreign_key(op.f("fk_settlement_entry_returns_id"), SETTLED, ["returns_id"], ["id"])
        settled.create_unique_constraint(op.f("uq_settlement_entry_returns_id"), ["returns_id"])
        settled.drop_constraint(op.f("ck_settlement_entry_reversal_points_back"), type_="check")
        settled.create_check_constraint(op.f("ck_settlement_entry_reversal_points_back"), SINCE)
        settled.create_check_constraint(op.f("ck_settlement_entry_return_points_back"), SETTLED_POINTS_BACK)


def downgrade() -> None:
    """A return becomes the reversal that it was before, of the day of its payout."""
    words = one_of([word for word in grounds() if word != GROUND])
    with triggers_set_aside(SETTLED):
        with op.batch_alter_table(SETTLED) as settled:
            for name in ("reversal_points_back", "return_points_back"):
                settled.drop_constraint(op.f(f"ck_settlement_entry_{name}"), type_="check")
        turn_into_reversals(SETTLED)
        with op.batch_alter_table(SETTLED) as settled:
            settled.create_check_constraint(op.f("ck_settlement_entry_reversal_points_back"), BEFORE)
            settled.drop_constraint(op.f("uq_settlement_entry_returns_id"), type_="unique")
            settled.drop_constraint(op.f("fk_settlement_entry_returns_id"), type_="foreignkey")
            settled.drop_column("returns_id")
    op.drop_index("uq_credit_entry_returns_id", LEDGER)
    with triggers_set_aside(LEDGER):
        with op.batch_alter_table(LEDGER) as ledger:
            ledger.drop_constraint(op.f("ck_credit_entry_return_points_back"), type_="check")
        turn_into_reversals(LEDGER, "ground = 'reversal', ")
        with op.batch_alter_table(LEDGER) as ledger:
            ledger.drop_constraint(op.f("ck_credit_entry_creditground"), type_="check")
            ledger.create_check_constraint(op.f("ck_credit_entry_creditground"), words)
            ledger.drop_constraint(op.f("fk_credit_entry_returns_id"), type_="foreignkey")
            ledger.drop_column("returns_id")


def turn_into_reversals(table: str, told: str = "") -> None:
    """Let a return point at its payout as a reversal does."""
    day = DAY_OF.format(table=table)
    op.execute(
        f"UPDATE {table} SET {told}effective_on = {day}, reverses_id = returns_id, returns_id = NULL"  # noqa: S608
        " WHERE returns_id IS NOT NULL"
    )
