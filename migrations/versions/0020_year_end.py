"""What follows the end of a fiscal year: the annual accounts, each step a line that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

FIGURES = ("net_result", "carried_forward", "legal_reserve", "other_reserves", "balance_total")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMPLETE = " AND ".join(f"{name} IS NOT NULL" for name in FIGURES)
NONE = " AND ".join(f"{name} IS NULL" for name in FIGURES)
ACCOUNTS_CHECKS = {
    "accountsstep": "step IN ('prepared', 'adopted', 'disclosed')",
    "follows_the_one_before": "turn = COALESCE(follows, 0) + 1",
    "undone_by_the_next": "(turn % 2 = 1) = (day IS NOT NULL)",
    "after_the_year": "day IS NULL OR day > year_end",
    "undone_with_reason": "day IS NOT NULL OR note <> ''",
    "has_figures": f"CASE WHEN step = 'prepared' AND day IS NOT NULL THEN {COMPLETE} ELSE {NONE} END",
    "adopted_by_resolution": (
        "step <> 'adopted' OR day IS NULL OR (reference <> '' AND document_sha256 IS NOT NULL)"
    ),
}


def upgrade() -> None:
    """Make the tables, and what lets them only grow."""
    op.create_table(
        "accounts_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        *(sa.Column(name, MONEY, nullable=True) for name in FIGURES),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_accounts_entry_{name}")) for name, sql in ACCOUNTS_CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["year_end", "step", "follows"], ["accounts_entry.year_end", "accounts_entry.step", "accounts_entry.turn"],
            name=op.f("fk_accounts_entry_follows"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_entry")),
        sa.UniqueConstraint("year_end", "step", "turn", name=op.f("uq_accounts_entry_year_end_step_turn")),
    )
    only_grows("accounts_entry")


def only_grows(table: str) -> None:
    """Let the database refuse to change or delete a row of a table."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def downgrade() -> None:
    """Take the tables away again."""
    op.drop_table("accounts_entry")
