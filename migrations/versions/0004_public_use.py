"""What the public form is asked for, counted by network address; one kind of job erases files."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of uses; let jobs that wait to erase an upload be of the kind that erases any file."""
    op.create_table(
        "public_use",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_public_use_size_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_use")),
    )
    op.create_index("ix_public_use_key_at", "public_use", ["key", "at"])
    op.execute("UPDATE job SET kind = 'erase_file' WHERE kind = 'erase_upload'")


def downgrade() -> None:
    """Drop it; the former program erases files of both kinds by the same name."""
    op.drop_table("public_use")
