"""Since when a document speaks no longer, beside the moment at which that was noted."""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.table(
    "issued_document", sa.column("id"), sa.column("standing_at", sa.DateTime), sa.column("standing_on", sa.Date)
)


def upgrade() -> None:
    """Add the day; so far it was that of the moment, where the cooperative sits."""
    op.add_column("issued_document", sa.Column("standing_on", sa.Date(), nullable=True))
    connection, berlin = op.get_bind(), ZoneInfo("Europe/Berlin")
    noted = sa.select(DOCUMENT.c.id, DOCUMENT.c.standing_at).where(DOCUMENT.c.standing_at.is_not(None))
    for row in connection.execute(noted).all():
        day = row.standing_at.replace(tzinfo=UTC).astimezone(berlin).date()
        connection.execute(sa.update(DOCUMENT).where(DOCUMENT.c.id == row.id).values(standing_on=day))


def downgrade() -> None:
    """Drop the day, and the jobs that the former program does not know."""
    op.execute("DELETE FROM job_item WHERE job_id IN (SELECT id FROM job WHERE kind = 'certificate_follows')")
    op.execute("DELETE FROM job WHERE kind = 'certificate_follows'")
    op.drop_column("issued_document", "standing_on")
