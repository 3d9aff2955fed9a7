"""Log who inspects the register of members; the log only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER register_inspection_no_{verb.lower()} BEFORE {verb} ON register_inspection "
    "BEGIN SELECT RAISE(ABORT, 'register_inspection only grows'); END"
    for verb in ("UPDATE", "DELETE")
)
POSTGRESQL_TRIGGERS = (
    "CREATE TRIGGER register_inspection_only_grows BEFORE UPDATE OR DELETE ON register_inspection "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)


def upgrade() -> None:
    """Make the table of inspections."""
    requester = sa.Enum(
        "member", "third_party_with_interest", "third_party", name="requester", native_enum=False,
        create_constraint=True, length=40,
    )
    op.create_table(
        "register_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requester", requester, nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("agent", sa.String(length=400), nullable=False),
        sa.Column("interest", sa.String(length=500), nullable=False),
        sa.Column("was_told_purpose", sa.Boolean(), nullable=False),
        sa.Column("register_on", sa.Date(), nullable=False),
        sa.Column("was_granted", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_register_inspection_names_who_asks")),
        sa.CheckConstraint(
            "(requester = 'member') = (member_id IS NOT NULL)", name=op.f("ck_register_inspection_member_is_known")
        ),
        sa.CheckConstraint(
            "requester <> 'third_party_with_interest' OR interest <> ''",
            name=op.f("ck_register_inspection_interest_is_stated"),
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_register_inspection_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_inspection")),
    )
    op.create_index("ix_register_inspection_recorded", "register_inspection", ["recorded_at"])
    dialect = op.get_bind().dialect.name
    for statement in SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("register_inspection")
