"""A payment that came back is booked on the day of its return; returns, refunds and lapsed claims can be undone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LEDGER = "payment_received"
BEFORE, SINCE = (
    {"reversal_points_back": "(amount < 0) = (reverses_id IS NOT NULL)"},
    {
        "reversal_points_back": "amount > 0 OR reverses_id IS NOT NULL OR returns_id IS NOT NULL",
        "return_points_back": "returns_id IS NULL OR (amount < 0 AND reverses_id IS NULL)",
    },
)
UNDONE = "(undone_at IS NULL) = (undone_why = '')"
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name"
RETURNS = """
SELECT old.payment_id, back.id AS booking_id, old.returned_on, old.costs, old.reason, old.recorded_at, old.recorded_by,
  (SELECT MIN(due.id) FROM payment_due due WHERE due.member_id = back.member_id AND due.purpose = 'costs'
    AND due.amount = old.costs AND due.document = 'Rückgabe ' || back.number) AS costs_due_id
FROM returned_payment old JOIN payment_received back ON back.reverses_id = old.payment_id ORDER BY old.payment_id
"""
REFUNDS = """
SELECT due.id AS due_id, due.recorded_at, due.recorded_by FROM payment_due due
WHERE due.document LIKE 'Erstattung, %' AND due.amount > 0 AND due.purpose <> 'shares' AND due.share_entry_id IS NULL
  AND due.continues_id IS NULL AND due.id NOT IN (SELECT due_id FROM imported_entry WHERE due_id IS NOT NULL)
"""
FORMER = """
SELECT payment_id, returned_on, costs, reason, recorded_at, recorded_by FROM returned_payment WHERE undone_at IS NULL
"""


def upgrade() -> None:
    """What was returned before stays the reversal it was booked as."""
    with growing_set_aside(), op.batch_alter_table(LEDGER) as ledger:
        ledger.add_column(sa.Column("returns_id", sa.Integer(), nullable=True))
        ledger.create_foreign_key(op.f("fk_payment_received_returns_id"), LEDGER, ["returns_id"], ["id"])
        ledger.create_index(op.f("ix_payment_received_returns_id"), ["returns_id"])
        ledger.drop_constraint(op.f("ck_payment_received_reversal_points_back"), type_="check")
        for name, condition in SINCE.items():
            ledger.create_check_constraint(op.f(f"ck_payment_received_{name}"), condition)
    known = rows(RETURNS)
    op.drop_table("returned_payment")
    fill(make_returned_payment(), known)
    fill(make_refunded_advance(), rows(REFUNDS))
    make_lapsed_claim()


@contextmanager
def growing_set_aside() -> Iterator[None]:
    """Take off what names the ledger of payments while SQLite makes it anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.execute(sa.text(TRIGGERS), {"naming": f"%{LEDGER}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def rows(query: str) -> Sequence[dict[str, Any]]:
    """What a query finds, with its days and moments as they are."""
    typed = sa.text(query).columns(
        returned_on=sa.Date(), recorded_at=sa.DateTime(), **dict.fromkeys(("payment_id", "booking_id"), sa.Integer())
    ) if "returned_on" in query else sa.text(query).columns(recorded_at=sa.DateTime())
    return [dict(row) for row in op.get_bind().execute(typed).mappings()]


def fill(table: sa.Table, values: Sequence[dict[str, Any]]) -> None:
    """Put rows into a table."""
    if values:
        op.bulk_insert(table, list(values))


def undoing() -> tuple[sa.Column[Any], ...]:
    """Since when, by whom and why something does not count."""
    return (
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by", sa.String(length=400), nullable=False, server_default=""),
        sa.Column("undone_why", sa.String(length=300), nullable=False, server_default=""),
    )


def make_returned_payment() -> sa.Table:
    """Why payments came back; the same one may come back again after a return that was none."""
    table = op.create_table(
        "returned_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("costs", MONEY, nullable=False),
        sa.Column("costs_due_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *undoing(),
        sa.CheckConstraint("costs >= 0", name=op.f("ck_returned_payment_costs_nothing_or_more")),
        sa.CheckConstraint(
            "(costs > 0) = (costs_due_id IS NOT NULL)", name=op.f("ck_returned_payment_costs_are_asked_for")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_returned_payment_has_a_reason")),
        sa.CheckConstraint(UNDONE, name=op.f("ck_returned_payment_undone_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment_received.id"], name=op.f("fk_returned_payment_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["payment_received.id"], name=op.f("fk_returned_payment_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["costs_due_id"], ["payment_due.id"], name=op.f("fk_returned_payment_costs_due_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_payment")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_returned_payment_booking_id")),
    )
    stands = sa.text("undone_at IS NULL")
    op.create_index(op.f("ix_returned_payment_payment_id"), "returned_payment", ["payment_id"])
    op.create_index(
        "uq_returned_payment_counts", "returned_payment", ["payment_id"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )
    return table


def make_refunded_advance() -> sa.Table:
    """Which rows of what is asked for use up what was paid too much and sent back."""
    return op.create_table(
        "refunded_advance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *undoing(),
        sa.CheckConstraint(UNDONE, name=op.f("ck_refunded_advance_undone_with_a_reason")),
        sa.ForeignKeyConstraint(["due_id"], ["payment_due.id"], name=op.f("fk_refunded_advance_due_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunded_advance")),
        sa.UniqueConstraint("due_id", name=op.f("uq_refunded_advance_due_id")),
    )


def make_lapsed_claim() -> None:
    """Which lapsed claims to payments on shares were closed; none was before."""
    op.create_table(
        "lapsed_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("due_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        *undoing(),
        sa.CheckConstraint("amount > 0", name=op.f("ck_lapsed_claim_was_open")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_lapsed_claim_has_a_reason")),
        sa.CheckConstraint(UNDONE, name=op.f("ck_lapsed_claim_undone_with_a_reason")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_lapsed_claim_member_id")),
        sa.ForeignKeyConstraint(["due_id"], ["payment_due.id"], name=op.f("fk_lapsed_claim_due_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapsed_claim")),
        sa.UniqueConstraint("due_id", name=op.f("uq_lapsed_claim_due_id")),
    )
    op.create_index("ix_lapsed_claim_member", "lapsed_claim", ["member_id"])


def downgrade() -> None:
    """Returns become the reversals they were before; what was undone, or closed as lapsed, that revision can't say."""
    undone = "SELECT COUNT(*) FROM returned_payment WHERE undone_at IS NOT NULL"
    lapsed = "SELECT COUNT(*) FROM lapsed_claim"
    if any(op.get_bind().scalar(sa.text(each)) for each in (undone, lapsed)):
        raise RuntimeError("Returns were undone or claims closed as lapsed, which the revision before does not know.")
    known = rows(FORMER)
    for table in ("lapsed_claim", "refunded_advance", "returned_payment"):
        op.drop_table(table)
    turn_returns_into_reversals()
    with growing_set_aside(), op.batch_alter_table(LEDGER) as ledger:
        for name in SINCE:
            ledger.drop_constraint(op.f(f"ck_payment_received_{name}"), type_="check")
        for name, condition in BEFORE.items():
            ledger.create_check_constraint(op.f(f"ck_payment_received_{name}"), condition)
        ledger.drop_index(op.f("ix_payment_received_returns_id"))
        ledger.drop_constraint(op.f("fk_payment_received_returns_id"), type_="foreignkey")
        ledger.drop_column("returns_id")
    fill(make_former_returned_payment(), known)


def turn_returns_into_reversals() -> None:
    """Let a return point at its payment as a reversal does; the ledger only grows, so its guard rests meanwhile."""
    turned = (
        "UPDATE payment_received SET reverses_id = returns_id, returns_id = NULL WHERE returns_id IS NOT NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE payment_received DISABLE TRIGGER payment_received_only_grows")
        op.execute(turned)
        op.execute("ALTER TABLE payment_received ENABLE TRIGGER payment_received_only_grows")
        return
    with growing_set_aside():
        op.execute(turned)


def make_former_returned_payment() -> sa.Table:
    """One return of a payment, for ever."""
    return op.create_table(
        "returned_payment",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("costs", MONEY, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("costs >= 0", name=op.f("ck_returned_payment_costs_nothing_or_more")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_returned_payment_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment_received.id"], name=op.f("fk_returned_payment_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_returned_payment")),
    )
