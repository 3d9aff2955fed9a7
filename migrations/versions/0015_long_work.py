"""Jobs that are paused and cancelled, steps that tell how far they are, results with a last day."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BEFORE = ("waiting", "running", "done", "failed", "in_doubt")


def only(*states: str) -> str:
    """The condition that holds the column to these states."""
    return f"state IN ({', '.join(map(repr, states))})"


def hold_state_to(*states: str) -> None:
    """Put another condition in the place of the present one."""
    with op.batch_alter_table("job_item") as item:
        item.drop_constraint(op.f("ck_job_item_itemstate"), type_="check")
        item.create_check_constraint(op.f("ck_job_item_itemstate"), only(*states))


def upgrade() -> None:
    """Add what long work needs."""
    with op.batch_alter_table("job") as job:
        job.add_column(sa.Column("paused_at", sa.DateTime()))
        job.add_column(sa.Column("cancelled_at", sa.DateTime()))
        job.add_column(sa.Column("asked", sa.Text(), nullable=False, server_default=""))
        job.add_column(sa.Column("outcome", sa.JSON()))
        job.add_column(sa.Column("result_name", sa.String(120), nullable=False, server_default=""))
        job.add_column(sa.Column("result_expires_on", sa.Date()))
        job.create_index("ix_job_requested_by_id", ["requested_by_id"])
    with op.batch_alter_table("job_item") as item:
        item.add_column(sa.Column("started_at", sa.DateTime()))
        item.add_column(sa.Column("parts_done", sa.Integer(), nullable=False, server_default="0"))
        item.add_column(sa.Column("parts_total", sa.Integer(), nullable=False, server_default="0"))
    hold_state_to(*BEFORE, "cancelled")


def downgrade() -> None:
    """Take it away; cancelled items count as failed."""
    op.execute("UPDATE job_item SET state = 'failed' WHERE state = 'cancelled'")
    hold_state_to(*BEFORE)
    with op.batch_alter_table("job_item") as item:
        for column in ("parts_total", "parts_done", "started_at"):
            item.drop_column(column)
    with op.batch_alter_table("job") as job:
        job.drop_index("ix_job_requested_by_id")
        for column in ("result_expires_on", "result_name", "outcome", "asked", "cancelled_at", "paused_at"):
            job.drop_column(column)
