"""In a stretched meeting the items are voted on beside each other (§ 43b (1) no. 4 GenG)."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

OPEN, IN_PHASE = "uq_poll_open", "uq_poll_open_in_phase"
IS_OPEN, IS_ALONE = sa.text("state = 'open'"), sa.text("state = 'open' AND phase_item IS NULL")


def upgrade() -> None:
    """What was voted on so far was voted on one after the other."""
    op.add_column("poll", sa.Column("phase_item", sa.Integer(), nullable=True))
    op.drop_index(OPEN, "poll", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index(OPEN, "poll", ["assembly_id"], unique=True, sqlite_where=IS_ALONE, postgresql_where=IS_ALONE)
    op.create_index(IN_PHASE, "poll", ["phase_item"], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)


def downgrade() -> None:
    """Refused by the index where several are open."""
    op.drop_index(IN_PHASE, "poll", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.drop_index(OPEN, "poll", sqlite_where=IS_ALONE, postgresql_where=IS_ALONE)
    op.create_index(OPEN, "poll", ["assembly_id"], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.drop_column("poll", "phase_item")
