"""Who audits which period, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table of assignments; nobody is assigned yet."""
    op.create_table(
        "audit_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("access_until", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(length=400), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_audit_assignment_period_runs_forward")),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name=op.f("ck_audit_assignment_ended_by_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_assignment_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_assignment")),
    )
    op.create_index("ix_audit_assignment_account", "audit_assignment", ["account_id"])


def downgrade() -> None:
    """Without the table every auditor sees what the role allows."""
    op.drop_index("ix_audit_assignment_account", table_name="audit_assignment")
    op.drop_table("audit_assignment")
