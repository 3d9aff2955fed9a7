"""Who has come since a moment is found without reading everybody."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

NEWCOMERS = "ix_party_created_at"


def upgrade() -> None:
    """Every page of the office asks it."""
    op.create_index(NEWCOMERS, "party", ["created_at", "id"])


def downgrade() -> None:
    """Everybody is read again."""
    op.drop_index(NEWCOMERS, "party")
