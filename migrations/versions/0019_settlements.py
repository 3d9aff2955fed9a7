"""Settlements of those who left or gave up shares; a barred claim in the credit ledger; two clauses of the statute."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("settlement", "settlement_decision", "settlement_entry", "settlement_undoing")
WORDS = {
    ("credit_entry", "ground", "creditground"): ("lapsed",),
    ("statute_parameter", "key", "parameterkey"): ("suspension_order", "payout_limitation_years"),
}
"""Table, column and constraint → the words it learns."""


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


KINDS = one_of("settlementkind", "exit", "partial")
GROUNDS = one_of(
    "exitground", "notice", "transfer", "death", "dissolution", "exclusion", "special_termination", "other"
)
OUTCOMES = one_of("changeoutcome", "confirmed", "rejected", "withdrawn")
ENTRIES = one_of("entrykind", "deduction", "set_off", "payout", "lapse")
CENTS = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


@contextmanager
def triggers_set_aside(table: str) -> Iterator[None]:
    """Take a table's triggers away, and make them again as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    kept = connection.execute(named, {"table": table}).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(table: str, column: str, constraint: str, added: tuple[str, ...], removed: tuple[str, ...] = ()) -> None:
    """Let a column know further words, or fewer, beside those that it knows."""
    name = f"ck_{table}_{constraint}"
    checks = sa.inspect(op.get_bind()).get_check_constraints(table)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in [*known, *added] if word not in removed)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"{column} IN ({words})")


def checked(table: str, **checks: str) -> Iterator[sa.CheckConstraint]:
    """CHECK constraints by their names."""
    for name, condition in checks.items():
        yield sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def referring(table: str, **references: str) -> Iterator[sa.ForeignKeyConstraint]:
    """Foreign keys by their columns."""
    for column, other in references.items():
        yield sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables; the ledger and the statute learn new words."""
    for (table, column, constraint), words in WORDS.items():
        with triggers_set_aside(table):
            hold_to(table, column, constraint, words)
    make_settlement()
    make_decision()
    make_entry()
    op.create_table(
        "settlement_undoing",
        sa.Column("settlement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=False),
        sa.Column("undone_by", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        *checked("settlement_undoing", has_a_reason="reason <> ''"),
        *referring("settlement_undoing", settlement_id="settlement"),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_settlement_undoing")),
    )
    for table in TABLES:
        for statement in growing(table):
            op.get_bind().exec_driver_sql(statement)


def make_settlement() -> None:
    """What was opened."""
    table = "settlement"
    amounts = ("before", "written_off", "credit", "kept", "loss_carried_forward", "deducted", "claim", "set_off")
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("share_entry_id", sa.Integer(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ground", GROUNDS, nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        *(sa.Column(name, CENTS, nullable=False) for name in amounts),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_by_name", sa.String(length=400), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        *checked(
            table, exit_of_a_membership="(kind = 'exit') = (period_id IS NOT NULL)",
            partial_of_shares="(kind = 'partial') = (share_entry_id IS NOT NULL)",
            claims_something="claim > 0 AND set_off BETWEEN 0 AND claim",
            claims_no_more_than_the_credit="claim <= credit - kept - deducted",
            adopted_after_the_exit="adopted_on > last_day",
        ),
        *referring(table, member_id="member", period_id="membership_period", share_entry_id="share_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("number", name=op.f("uq_settlement_number")),
        sa.UniqueConstraint("id", "entered_by", name=op.f("uq_settlement_id_entered_by")),
        sa.UniqueConstraint("period_id", "turn", name=op.f("uq_settlement_period_id_turn")),
        sa.UniqueConstraint("share_entry_id", "turn", name=op.f("uq_settlement_share_entry_id_turn")),
    )
    op.create_index("ix_settlement_member", table, ["member_id"])


def make_decision() -> None:
    """What became of it."""
    table = "settlement_decision"
    op.create_table(
        table,
        sa.Column("settlement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("outcome", OUTCOMES, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        *checked(
            table, two_people="(outcome = 'withdrawn') = (decided_by = entered_by)",
            rejected_with_reason="outcome <> 'rejected' OR reason <> ''",
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id", "entered_by"], ["settlement.id", "settlement.entered_by"],
            name=op.f("fk_settlement_decision_settlement_id_entered_by"),
        ),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_settlement_decision")),
    )


def make_entry() -> None:
    """What was taken from the claim."""
    table = "settlement_entry"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("kind", ENTRIES, nullable=False),
        sa.Column("amount", CENTS, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("credit_entry_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        *checked(
            table, takes_something="amount <> 0", reversal_points_back="(amount < 0) = (reverses_id IS NOT NULL)",
            barred_with_reason="kind <> 'lapse' OR note <> ''", paid_to_an_account="kind <> 'payout' OR iban <> ''",
        ),
        *referring(
            table, settlement_id="settlement", credit_entry_id="credit_entry", payment_id="payment_received",
            reverses_id="settlement_entry",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_settlement_entry_number")),
        sa.UniqueConstraint("credit_entry_id", name=op.f("uq_settlement_entry_credit_entry_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_settlement_entry_reverses_id")),
    )
    op.create_index("ix_settlement_entry_settlement", table, ["settlement_id"])


def growing(table: str) -> list[str]:
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
    """Drop the tables; the words they need are forgotten, with what was said by them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE series LIKE 'settlement%'")
    forget = {
        "credit_entry": "reverses_id IN (SELECT id FROM (SELECT * FROM credit_entry) AS gone WHERE ground = 'lapsed')",
        "statute_parameter": "key IN ('suspension_order', 'payout_limitation_years')",
    }
    for (table, column, constraint), words in WORDS.items():
        with triggers_set_aside(table):
            op.execute(f"DELETE FROM {table} WHERE {forget[table]}")  # noqa: S608  our own words
            if table == "credit_entry":
                op.execute("DELETE FROM credit_entry WHERE ground = 'lapsed'")
            hold_to(table, column, constraint, (), words)
