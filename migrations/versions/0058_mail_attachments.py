"""Mails carry files: an invitation with its agenda, an entry for the calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No mail carries anything yet."""
    op.create_table(
        "mail_attachment",
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("position > 0", name=op.f("ck_mail_attachment_position_counts")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_mail_attachment_mail_id")),
        sa.PrimaryKeyConstraint("mail_id", "position", name=op.f("pk_mail_attachment")),
    )
    op.create_index(op.f("ix_mail_attachment_sha256"), "mail_attachment", ["sha256"])


def downgrade() -> None:
    """What mails carried is forgotten; the files stay in the store until they are left over."""
    op.drop_table("mail_attachment")
