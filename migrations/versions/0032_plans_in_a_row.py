"""A plan of instalments names the one that stood before it; two at once cannot take the same place."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

STANDS = sa.text("ended_at IS NULL")
FIRST = sa.text("ended_at IS NULL AND after_id IS NULL")


def upgrade() -> None:
    """Plans that stand follow each other in the order in which they were agreed."""
    with op.batch_alter_table("payment_plan") as plan:
        plan.add_column(sa.Column("after_id", sa.Integer(), nullable=True))
        plan.create_foreign_key(op.f("fk_payment_plan_after_id"), "payment_plan", ["after_id"], ["id"])
    op.execute(
        "UPDATE payment_plan SET after_id = (SELECT MAX(earlier.id) FROM payment_plan AS earlier WHERE"
        " earlier.member_id = payment_plan.member_id AND earlier.id < payment_plan.id AND earlier.ended_at IS NULL)"
        " WHERE ended_at IS NULL"
    )
    op.create_index(
        "uq_payment_plan_first", "payment_plan", ["member_id"], unique=True, sqlite_where=FIRST, postgresql_where=FIRST
    )
    op.create_index(
        "uq_payment_plan_after", "payment_plan", ["after_id"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def downgrade() -> None:
    """Without the column nobody knows which plan took the place of which."""
    op.drop_index("uq_payment_plan_after", "payment_plan")
    op.drop_index("uq_payment_plan_first", "payment_plan")
    with op.batch_alter_table("payment_plan") as plan:
        plan.drop_constraint(op.f("fk_payment_plan_after_id"), type_="foreignkey")
        plan.drop_column("after_id")
