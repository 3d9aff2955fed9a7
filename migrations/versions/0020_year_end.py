"""What follows the end of a fiscal year: the annual accounts, the use of the result, the closing for entries."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
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

USE_CHECKS = {
    "follows_the_one_before": "turn = COALESCE(follows, 0) + 1",
    "undone_by_the_next": "(turn % 2 = 1) = (effective_on IS NOT NULL)",
    "undone_with_reason": "effective_on IS NOT NULL OR note <> ''",
    "after_the_year": "effective_on IS NULL OR effective_on > year_end",
    "uses_the_whole_result": (
        "to_legal_reserve + to_other_reserves + to_members + carried_forward + interest = available"
    ),
    "interest_by_the_statute": "interest = 0 OR interest_clause <> ''",
}
SHARE_CHECKS = {
    "credited_or_paid": "credited + paid_out = portion",
    "claims_are_owed": "paid_out >= 0 AND interest >= 0",
    "credited_in_the_ledger": "(credited = 0) = (credit_entry_id IS NULL)",
}
AMOUNTS = ("available", "to_legal_reserve", "to_other_reserves", "to_members", "carried_forward", "interest")
SHARES = ("weight", "portion", "credited", "paid_out", "interest")
CLOSE_CHECKS = {
    "follows_the_one_before": "turn = COALESCE(follows, 0) + 1",
    "opened_with_reason": "(turn % 2 = 1) = (note = '')",
}
CLOSED = (
    "NEW.{day} <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn))"
)
UNLESS_IT_UNDOES = " AND NEW.ground <> 'reversal'"
GUARDED = {
    "share_entry": CLOSED.format(day="effective_on") + UNLESS_IT_UNDOES,
    "credit_entry": CLOSED.format(day="effective_on") + UNLESS_IT_UNDOES,
    "membership_period": CLOSED.format(day="first_day"),
    "membership_exit": CLOSED.format(day="last_day"),
}
"""Table → what no entry may be: one whose day lies in a closed year."""
SENTENCE = "this fiscal year is closed"
TABLES = ("year_close", "accounts_entry", "appropriation", "appropriation_share")


def upgrade() -> None:
    """Make the tables, and what lets them only grow."""
    op.create_table(
        "year_close",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_year_close_{name}")) for name, sql in CLOSE_CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["year_end", "follows"], ["year_close.year_end", "year_close.turn"], name=op.f("fk_year_close_follows")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_close")),
        sa.UniqueConstraint("year_end", "turn", name=op.f("uq_year_close_year_end_turn")),
    )
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
    op.create_table(
        "appropriation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        *(sa.Column(name, MONEY, nullable=False) for name in AMOUNTS),
        sa.Column("interest_clause", sa.String(length=80), nullable=False),
        sa.Column("early_clause", sa.String(length=80), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_appropriation_{name}")) for name, sql in USE_CHECKS.items()),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_appropriation_document_id")),
        sa.ForeignKeyConstraint(
            ["year_end", "follows"], ["appropriation.year_end", "appropriation.turn"],
            name=op.f("fk_appropriation_follows"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appropriation")),
        sa.UniqueConstraint("number", name=op.f("uq_appropriation_number")),
        sa.UniqueConstraint("year_end", "turn", name=op.f("uq_appropriation_year_end_turn")),
    )
    op.create_table(
        "appropriation_share",
        sa.Column("appropriation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        *(sa.Column(name, MONEY, nullable=False) for name in SHARES),
        sa.Column("credit_entry_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_appropriation_share_{name}")) for name, sql in SHARE_CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_appropriation_share_{name}_id"))
            for name in ("appropriation", "member", "credit_entry")
        ),
        sa.PrimaryKeyConstraint("appropriation_id", "member_id", name=op.f("pk_appropriation_share")),
        sa.UniqueConstraint("credit_entry_id", name=op.f("uq_appropriation_share_credit_entry_id")),
    )
    op.create_index("ix_appropriation_share_member", "appropriation_share", ["member_id"])
    for table in TABLES:
        only_grows(table)
    for table, condition in GUARDED.items():
        guard(table, condition)


def guard(table: str, condition: str) -> None:
    """Let the database refuse an entry in a closed year."""
    connection, name = op.get_bind(), f"{table}_year_open"
    if connection.dialect.name != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {condition} {refuse}")
        return
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


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
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in GUARDED:
        op.execute(f"DROP TRIGGER {table}_year_open" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {table}_year_open()")
    op.drop_index("ix_appropriation_share_member", "appropriation_share")
    for table in reversed(TABLES):
        op.drop_table(table)
