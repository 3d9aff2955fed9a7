"""A contribution asked for by mistake is taken back, and its year asked for anew."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

STANDS = sa.text("taken_back_at IS NULL")


def upgrade() -> None:
    """Of the contributions that stand, a member has one a year; none was taken back before."""
    with op.batch_alter_table("contribution") as contribution:
        contribution.add_column(sa.Column("taken_back_at", sa.DateTime(), nullable=True))
        contribution.add_column(sa.Column("taken_back_by", sa.String(length=400), nullable=False, server_default=""))
        contribution.add_column(sa.Column("taken_back_why", sa.String(length=300), nullable=False, server_default=""))
        contribution.create_check_constraint(
            op.f("ck_contribution_taken_back_with_a_reason"), "(taken_back_at IS NULL) = (taken_back_why = '')"
        )
        contribution.create_check_constraint(
            op.f("ck_contribution_freed_or_taken_back"), "waived_at IS NULL OR taken_back_at IS NULL"
        )
        contribution.drop_constraint(op.f("uq_contribution_member_id_first_day"), type_="unique")
    op.create_index(
        "uq_contribution_year", "contribution", ["member_id", "first_day"], unique=True, sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    """Refuse where one was taken back: the year would have two."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM contribution WHERE taken_back_at IS NOT NULL")):
        raise RuntimeError("Contributions were taken back, which the revision before does not know.")
    op.drop_index("uq_contribution_year", table_name="contribution")
    with op.batch_alter_table("contribution") as contribution:
        contribution.create_unique_constraint(op.f("uq_contribution_member_id_first_day"), ["member_id", "first_day"])
        contribution.drop_constraint(op.f("ck_contribution_freed_or_taken_back"), type_="check")
        contribution.drop_constraint(op.f("ck_contribution_taken_back_with_a_reason"), type_="check")
        for name in ("taken_back_why", "taken_back_by", "taken_back_at"):
            contribution.drop_column(name)
