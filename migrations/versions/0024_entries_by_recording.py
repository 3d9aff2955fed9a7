"""Find the entries of the share ledger that were recorded after a moment."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; it holds all that the question asks of an entry."""
    op.create_index(
        "ix_share_entry_recorded", "share_entry", ["recorded_at", "effective_on", "member_id", "change", "ground"]
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_share_entry_recorded", "share_entry")
