"""What members are to be paid from used results is paid, or closed as barred."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECKS = {
    "claimend": "kind IN ('payout', 'lapse')",
    "follows_the_one_before": "turn = COALESCE(follows, 0) + 1",
    "undone_by_the_next": "amount <> 0 AND (turn % 2 = 1) = (amount > 0)",
    "paid_to_an_account": "(kind = 'payout') = (iban <> '')",
    "else_with_reason": "note <> '' OR (kind = 'payout' AND amount > 0)",
}
IN_A_CLOSED_YEAR = (
    "NEW.effective_on <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn)) AND NEW.amount > 0"
)
SENTENCE = "this fiscal year is closed"


def upgrade() -> None:
    """Make the table, and what lets it only grow and keeps it out of closed years."""
    op.create_table(
        "dividend_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("appropriation_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_dividend_entry_{name}")) for name, sql in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["appropriation_id", "member_id"], ["appropriation_share.appropriation_id", "appropriation_share.member_id"],
            name="fk_dividend_entry_claim",
        ),
        sa.ForeignKeyConstraint(
            ["appropriation_id", "member_id", "follows"],
            ["dividend_entry.appropriation_id", "dividend_entry.member_id", "dividend_entry.turn"],
            name="fk_dividend_entry_follows",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dividend_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_dividend_entry_number")),
        sa.UniqueConstraint(
            "appropriation_id", "member_id", "turn", name=op.f("uq_dividend_entry_appropriation_id_member_id_turn")
        ),
    )
    only_grows()
    guard()


def only_grows() -> None:
    """Let the database refuse to change or delete a row."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "CREATE TRIGGER dividend_entry_only_grows BEFORE UPDATE OR DELETE ON dividend_entry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER dividend_entry_no_{verb.lower()} BEFORE {verb} ON dividend_entry "
            "BEGIN SELECT RAISE(ABORT, 'dividend_entry only grows'); END"
        )


def guard() -> None:
    """Let the database refuse an entry in a closed year; what undoes one may stand there."""
    connection, name = op.get_bind(), "dividend_entry_year_open"
    if connection.dialect.name != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE INSERT ON dividend_entry WHEN {IN_A_CLOSED_YEAR} {refuse}"
        )
        return
    body = f"BEGIN IF {IN_A_CLOSED_YEAR} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE INSERT ON dividend_entry FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    """Refuse where something was paid: the revision before does not know it."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM dividend_entry")):
        raise RuntimeError("Claims from results were paid, which the revision before does not know.")
    op.drop_table("dividend_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION dividend_entry_year_open()")
