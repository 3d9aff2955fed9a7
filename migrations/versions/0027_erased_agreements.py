"""Note when the agreement behind a transfer was erased, once its time of keeping was over."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; only what came on paper is erased."""
    with op.batch_alter_table("transfer") as transfer:
        transfer.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))
        transfer.create_check_constraint(
            op.f("ck_transfer_only_paper_is_erased"), "erased_at IS NULL OR paper_sha256 IS NOT NULL"
        )


def downgrade() -> None:
    """The files stay erased; when, is told by the journal alone."""
    with op.batch_alter_table("transfer") as transfer:
        transfer.drop_constraint(op.f("ck_transfer_only_paper_is_erased"), type_="check")
        transfer.drop_column("erased_at")
