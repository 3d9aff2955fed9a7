"""Why a payment came back; which faulty rows of a list were agreed to be left out; when the file of a list was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """A table of returns, which begins empty; no list was marked or deleted before."""
    op.create_table(
        "returned_payment",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("costs", MONEY, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("costs >= 0", name=op.f("ck_returned_payment_costs_nothing_or_more")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_returned_payment_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment_received.id"], name=op.f("fk_returned_payment_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_returned_payment")),
    )
    with op.batch_alter_table("import_run") as run:
        run.add_column(sa.Column("left_out_mark", sa.String(length=64), nullable=False, server_default=""))
        run.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))
        run.create_check_constraint(op.f("ck_import_run_erased_once_done"), "erased_at IS NULL OR state = 'done'")


def downgrade() -> None:
    """Without the table nobody knows why a payment came back."""
    with op.batch_alter_table("import_run") as run:
        run.drop_constraint(op.f("ck_import_run_erased_once_done"), type_="check")
        run.drop_column("erased_at")
        run.drop_column("left_out_mark")
    op.drop_table("returned_payment")
