"""Log who inspects the register of members; keep how many shares everybody holds from when to when."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
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

MOMENTS = {
    "sqlite": "CAST(julianday(effective_on) - 1721424.5 AS INTEGER)",
    "postgresql": "(effective_on - DATE '0001-01-01' + 1)",
}
FOREVER = 7304119
LEDGER_KEY = ["member_id", "effective_on", "recorded_at"]


def holdings(dialect: str, members: str = "") -> str:
    """The holdings that the share ledger adds up to, of those whom a condition names."""
    moment = f"2 * {MOMENTS[dialect]} + CASE WHEN (change > 0) = (ground <> 'reversal') THEN 0 ELSE 1 END"
    sums = f"SELECT member_id, {moment} AS since, SUM(change) AS change FROM share_entry {members} GROUP BY 1, 2"
    held = (
        f"SELECT member_id, since, COALESCE(LEAD(since) OVER days - 1, {FOREVER}) AS until, SUM(change) OVER days "
        f"AS shares FROM ({sums}) AS sums WINDOW days AS (PARTITION BY member_id ORDER BY since)"
    )
    return f"SELECT member_id, since, until, shares FROM ({held}) AS held WHERE shares <> 0"


KEEP = "INSERT INTO share_holding (member_id, since, until, shares)"


def holdings_triggers(dialect: str) -> list[str]:
    """Holdings are made anew of whom the ledger gains an entry."""
    if dialect == "sqlite":
        whose = "WHERE member_id = NEW.member_id"
        return [
            f"CREATE TRIGGER share_entry_holdings AFTER INSERT ON share_entry BEGIN DELETE FROM share_holding {whose}; "
            f"{KEEP} {holdings(dialect, whose)}; END"
        ]
    whose = "WHERE member_id IN (SELECT member_id FROM added)"
    body = f"BEGIN DELETE FROM share_holding {whose}; {KEEP} {holdings(dialect, whose)}; RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION share_entry_holdings() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        "CREATE TRIGGER share_entry_holdings AFTER INSERT ON share_entry REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION share_entry_holdings()",
    ]


def upgrade() -> None:
    """Make both tables, and fill the holdings from the ledger."""
    make_inspections()
    op.create_table(
        "share_holding",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.CheckConstraint("until >= since", name=op.f("ck_share_holding_runs_forward")),
        sa.CheckConstraint("shares <> 0", name=op.f("ck_share_holding_holds_something")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_share_holding_member_id")),
        sa.PrimaryKeyConstraint("member_id", "since", name=op.f("pk_share_holding")),
    )
    op.create_index("ix_share_holding_moments", "share_holding", ["until", "since", "member_id", "shares"])
    op.drop_index("ix_share_entry_member", "share_entry")
    op.create_index("ix_share_entry_member", "share_entry", [*LEDGER_KEY, "change", "ground"])
    connection = op.get_bind()
    for statement in (f"{KEEP} {holdings(connection.dialect.name)}", *holdings_triggers(connection.dialect.name)):
        connection.exec_driver_sql(statement)


def make_inspections() -> None:
    """Make the table of inspections, which only grows."""
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
    """Drop them; the ledger stands as it was."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER share_entry_holdings")
    else:
        op.execute("DROP TRIGGER share_entry_holdings ON share_entry")
        op.execute("DROP FUNCTION share_entry_holdings()")
    op.drop_index("ix_share_entry_member", "share_entry")
    op.create_index("ix_share_entry_member", "share_entry", LEDGER_KEY)
    op.drop_table("share_holding")
    op.drop_table("register_inspection")
