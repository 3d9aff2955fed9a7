"""Further fields of the register that the statute names, each with its day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of further register fields."""
    op.create_table(
        "register_detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_register_detail_is_named")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_register_detail_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_detail")),
    )
    op.create_index("ix_register_detail_member", "register_detail", ["member_id", "valid_from"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("register_detail")
