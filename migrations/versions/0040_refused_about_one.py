"""Whose affairs stood against a transfer is kept, so that the other of the two is not told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of those turned down before, whose letters may still be missing, it counts as the transferor's affair."""
    with op.batch_alter_table("transfer") as transfer:
        transfer.add_column(sa.Column("refused_about", sa.String(length=40), nullable=True))
        transfer.create_check_constraint(op.f("ck_transfer_side"), "refused_about IN ('transferor', 'acquirer')")
        transfer.create_check_constraint(
            op.f("ck_transfer_about_one_with_a_reason"), "refused_about IS NULL OR refusal_reason <> ''"
        )
    op.execute("UPDATE transfer SET refused_about = 'transferor' WHERE refusal_reason <> ''")


def downgrade() -> None:
    """Without it."""
    with op.batch_alter_table("transfer") as transfer:
        transfer.drop_constraint(op.f("ck_transfer_about_one_with_a_reason"), type_="check")
        transfer.drop_constraint(op.f("ck_transfer_side"), type_="check")
        transfer.drop_column("refused_about")
