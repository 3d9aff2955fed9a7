"""A representation that was entered by mistake is struck: it counts on no day, as is known from then on."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

STRUCK = "(struck_at IS NULL) = (struck_why = '')"


def upgrade() -> None:
    """None was struck before."""
    with op.batch_alter_table("representation") as held:
        held.add_column(sa.Column("struck_at", sa.DateTime(), nullable=True))
        held.add_column(sa.Column("struck_by", sa.String(length=400), nullable=False, server_default=""))
        held.add_column(sa.Column("struck_why", sa.String(length=300), nullable=False, server_default=""))
        held.create_check_constraint(op.f("ck_representation_struck_with_a_reason"), STRUCK)


def downgrade() -> None:
    """Refuse where one was struck: the revision before would let it count again."""
    if op.get_bind().scalar(sa.text("SELECT COUNT(*) FROM representation WHERE struck_at IS NOT NULL")):
        raise RuntimeError("Representations were struck, which the revision before does not know.")
    with op.batch_alter_table("representation") as held:
        held.drop_constraint(op.f("ck_representation_struck_with_a_reason"), type_="check")
        for column in ("struck_why", "struck_by", "struck_at"):
            held.drop_column(column)
