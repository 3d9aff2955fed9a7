"""A notice names the transfer it gave way to, as it does any other end; the table beside it goes."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write into each notice set aside the number of the transfer that holds."""
    op.execute(
        "UPDATE notice SET gave_way_to = (SELECT transfer.number FROM overtaken_notice"
        " JOIN transfer ON transfer.id = overtaken_notice.transfer_id"
        " WHERE overtaken_notice.notice_id = notice.id AND transfer.state = 'entered')"
        " WHERE state = 'reversed' AND gave_way_to IS NULL"
    )
    op.drop_index("ix_overtaken_notice_notice", "overtaken_notice")
    op.drop_table("overtaken_notice")


def downgrade() -> None:
    """Make the table again, of what the notices say."""
    op.create_table(
        "overtaken_notice",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_overtaken_notice_notice_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_overtaken_notice_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", "notice_id", name=op.f("pk_overtaken_notice")),
    )
    op.create_index("ix_overtaken_notice_notice", "overtaken_notice", ["notice_id"])
    op.execute(
        "INSERT INTO overtaken_notice (transfer_id, notice_id) SELECT transfer.id, notice.id"
        " FROM notice JOIN transfer ON transfer.number = notice.gave_way_to"
    )
    op.execute("UPDATE notice SET gave_way_to = NULL WHERE gave_way_to IN (SELECT number FROM transfer)")
