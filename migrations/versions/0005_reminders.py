"""When an applicant was reminded; withdrawn applications are forgotten in time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JOBS = """
INSERT INTO job (kind, title, key, requested_by, created_at)
SELECT 'erase_withdrawn', '', 'erase_withdrawn:' || CAST(id AS VARCHAR(20)), 'Genokontor', changed_at
FROM application WHERE state = 'withdrawn' AND erased_at IS NULL
"""
ITEMS = """
INSERT INTO job_item (job_id, position, reference, state, attempts, not_before, error)
SELECT job.id, 1, CAST(application.id AS VARCHAR(20)), 'waiting', 0, application.changed_at, ''
FROM job JOIN application ON job.key = 'erase_withdrawn:' || CAST(application.id AS VARCHAR(20))
"""


def upgrade() -> None:
    """Add the moment of the reminder; order the deletion of what was withdrawn before this version."""
    op.add_column("application", sa.Column("reminded_at", sa.DateTime(), nullable=True))
    op.execute(JOBS)
    op.execute(ITEMS)


def downgrade() -> None:
    """Drop the moment, and the orders that the former program does not know."""
    kinds = "SELECT id FROM job WHERE kind IN ('erase_withdrawn', 'remind_returned')"
    op.execute(f"DELETE FROM job_item WHERE job_id IN ({kinds})")
    op.execute("DELETE FROM job WHERE kind IN ('erase_withdrawn', 'remind_returned')")
    op.drop_column("application", "reminded_at")
