"""The rows of a large act stand beside the details of its line, in portions that a page does not load."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Lines written before keep their rows in their details, where they are found as well."""
    op.create_table(
        "journal_rows",
        sa.Column("sequence", BIG, nullable=False),
        sa.Column("portion", sa.Integer(), nullable=False),
        sa.Column("ledger", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["journal_line.sequence"], name=op.f("fk_journal_rows_sequence")),
        sa.PrimaryKeyConstraint("sequence", "portion", name=op.f("pk_journal_rows")),
    )


def downgrade() -> None:
    """Refuse where a line needs them: without its rows it could not be proven."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM journal_rows")):
        raise RuntimeError("The journal has lines whose rows stand in journal_rows; they cannot be left out.")
    op.drop_table("journal_rows")
