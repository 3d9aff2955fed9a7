"""What came in, or was written off, of the rest that a leaver owes of a shortfall (§ 73 (2) sentence 4 GenG; R-PAY-06)."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TABLE = "debt_payment"
GROUNDS = ("barred", "uncollectable", "waived")


def upgrade() -> None:
    """A table that only grows; nothing has come in yet."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column(
            "ground", sa.Enum(*GROUNDS, name="restground", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("resolution", sa.String(length=30), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_debt_payment_pays_something")),
        sa.CheckConstraint(
            "(amount < 0) = (reverses_id IS NOT NULL)", name=op.f("ck_debt_payment_reversal_points_back")
        ),
        sa.CheckConstraint("note <> ''", name=op.f("ck_debt_payment_has_a_note")),
        sa.CheckConstraint(
            "(coalesce(ground, '') = 'waived') = (resolution <> '')",
            name=op.f("ck_debt_payment_waived_by_resolution"),
        ),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_debt_payment_settlement_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["debt_payment.id"], name=op.f("fk_debt_payment_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_payment")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_debt_payment_reverses_id")),
    )
    op.create_index("ix_debt_payment_settlement", TABLE, ["settlement_id"])
    for statement in triggers(TABLE):
        op.get_bind().exec_driver_sql(statement)


def triggers(table: str) -> list[str]:
    """What lets a table only grow."""
    if op.get_bind().dialect.name == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """What came in is forgotten: the rest is owed again."""
    op.drop_table(TABLE)
