"""What members owe beside their shares, and which payment a row keeps a part of."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = ("shares", "entry_fee")
LEDGERS = ("payment_due", "payment_received")


def hold_purposes_to(*purposes: str) -> None:
    """Put another condition in the place of the present one, and make the guards anew that a rebuilt table loses."""
    allowed = f"purpose IN ({', '.join(map(repr, purposes))})"
    for table in LEDGERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_paymentpurpose"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_paymentpurpose"), allowed)


def guard() -> None:
    """Let the ledgers only grow, where SQLite has rebuilt them."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table in LEDGERS:
            for verb in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
                )


def upgrade() -> None:
    """Add purposes, and the row that a row continues."""
    with op.batch_alter_table("payment_due") as due:
        due.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        due.create_foreign_key(op.f("fk_payment_due_continues_id"), "payment_due", ["continues_id"], ["id"])
        due.create_unique_constraint(op.f("uq_payment_due_continues_id"), ["continues_id"])
    hold_purposes_to(*BEFORE, "contribution", "costs")
    guard()


def downgrade() -> None:
    """Take them away; what was asked for or paid for other purposes is lost."""
    connection = op.get_bind()
    for table in LEDGERS:
        if connection.dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
        else:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        op.execute(f"DELETE FROM {table} WHERE purpose IN ('contribution', 'costs')")  # noqa: S608  our own names
        if connection.dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_only_grows")
    with op.batch_alter_table("payment_due") as due:
        due.drop_constraint(op.f("uq_payment_due_continues_id"), type_="unique")
        due.drop_constraint(op.f("fk_payment_due_continues_id"), type_="foreignkey")
        due.drop_column("continues_id")
    hold_purposes_to(*BEFORE)
    guard()
