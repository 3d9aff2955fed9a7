"""Papers about a fiscal year that its audit asks for: minutes, declaration on investments, proof of disclosure."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

KINDS = ("assembly_minutes", "asset_investments", "proof_of_disclosure")


def upgrade() -> None:
    """A table that only grows; nothing is handed in yet."""
    op.create_table(
        "year_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="yearpaperkind", native_enum=False, create_constraint=True, length=40),
                  nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("withdraws_id <> id", name=op.f("ck_year_paper_withdraws_another")),
        sa.CheckConstraint("(withdraws_id IS NULL) = (sha256 IS NOT NULL)", name=op.f("ck_year_paper_has_a_file")),
        sa.CheckConstraint("(withdraws_id IS NULL) = (reason = '')", name=op.f("ck_year_paper_withdrawn_with_reason")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["year_paper.id"], name=op.f("fk_year_paper_withdraws_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_paper")),
        sa.UniqueConstraint("withdraws_id", name=op.f("uq_year_paper_withdraws_id")),
    )
    op.create_index("ix_year_paper_year", "year_paper", ["year_end"])
    for statement in triggers("year_paper"):
        op.get_bind().exec_driver_sql(statement)


def triggers(table: str) -> list[str]:
    """What lets a table only grow."""
    if op.get_bind().dialect.name == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """What was handed in is forgotten; the files stay in the store."""
    op.drop_table("year_paper")
