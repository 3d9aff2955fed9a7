"""What members owe beside their shares, and which payment a row keeps a part of."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BEFORE = ("shares", "entry_fee")
MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LEDGERS = ("payment_due", "payment_received")


def hold_purposes_to(*purposes: str) -> None:
    """Put another condition in the place of the present one; a table rebuilt for it loses its guards."""
    allowed = f"purpose IN ({', '.join(map(repr, purposes))})"
    for table in LEDGERS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_paymentpurpose"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_paymentpurpose"), allowed)


def guard() -> None:
    """Let the ledgers only grow, where SQLite has rebuilt them."""
    if op.get_bind().dialect.name == "sqlite":
        for table in LEDGERS:
            let_only_grow(table)


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


COLUMNS = {
    "dunning_term": (
        ("level", sa.Integer()), ("wait_days", sa.Integer()), ("deadline_days", sa.Integer()), ("fee", MONEY),
        ("clause", sa.String(120)), ("recorded_at", sa.DateTime()), ("recorded_by", sa.String(400)),
    ),
    "dunning_notice": (
        ("number", sa.String(30)), ("member_id", sa.Integer()), ("level", sa.Integer()), ("dated_on", sa.Date()),
        ("payable_until", sa.Date()), ("amount", MONEY), ("fee", MONEY),
        ("fee_due_id", sa.Integer()), ("letter_id", sa.Integer()), ("recorded_at", sa.DateTime()),
        ("recorded_by", sa.String(400)), ("ended_at", sa.DateTime()), ("ended_by", sa.String(400)),
        ("end_reason", sa.String(300)),
    ),
    "dunned_due": (
        ("notice_id", sa.Integer()), ("due_id", sa.Integer()), ("level", sa.Integer()), ("open", MONEY),
        ("is_undone", sa.Boolean()),
    ),
    "contribution": (
        ("member_id", sa.Integer()), ("first_day", sa.Date()), ("last_day", sa.Date()), ("amount", MONEY),
        ("due_on", sa.Date()), ("due_id", sa.Integer()), ("recorded_at", sa.DateTime()),
        ("recorded_by", sa.String(400)), ("waived_at", sa.DateTime()), ("waived_by", sa.String(400)),
        ("waiver_reason", sa.String(300)),
    ),
    "payment_plan": (
        ("number", sa.String(30)), ("member_id", sa.Integer()),
        ("basis", one_of("planbasis", "agreement", "assembly")),
        ("reference", sa.String(80)), ("decided_on", sa.Date()), ("amount", MONEY), ("instalments", sa.Integer()),
        ("letter_id", sa.Integer()), ("recorded_at", sa.DateTime()), ("recorded_by", sa.String(400)),
        ("ended_at", sa.DateTime()), ("ended_by", sa.String(400)), ("end_reason", sa.String(300)),
    ),
    "dunning_stop": (
        ("member_id", sa.Integer()), ("reason", sa.String(300)), ("until", sa.Date()), ("recorded_at", sa.DateTime()),
        ("recorded_by", sa.String(400)), ("lifted_at", sa.DateTime()), ("lifted_by", sa.String(400)),
    ),
}  # fmt: skip
MAY_BE_EMPTY = ("fee_due_id", "ended_at", "until", "lifted_at", "waived_at")
REFERENCES = {
    "member_id": "member", "fee_due_id": "payment_due", "due_id": "payment_due", "letter_id": "issued_document",
    "notice_id": "dunning_notice",
}
CHECKS = {
    "dunning_term": {
        "known_level": "level BETWEEN 1 AND 3", "days_run_forward": "wait_days >= 0 AND deadline_days > 0",
        "reminder_costs_nothing": "fee >= 0 AND (fee = 0 OR level > 1)",
    },
    "dunning_notice": {
        "known_level": "level BETWEEN 1 AND 3", "asks_for_something": "amount > 0 AND fee >= 0",
        "fee_is_asked_for": "(fee > 0) = (fee_due_id IS NOT NULL)", "runs_forward": "payable_until >= dated_on",
    },
    "dunned_due": {"was_open": "open > 0"},
    "contribution": {
        "asks_for_something": "amount > 0", "runs_forward": "last_day >= first_day",
        "waiver_has_a_reason": "(waived_at IS NULL) = (waiver_reason = '')",
    },
    "payment_plan": {
        "asks_for_something": "amount > 0 AND instalments > 0", "rests_on_something": "reference <> ''",
        "end_has_a_reason": "(ended_at IS NULL) = (end_reason = '')",
    },
    "dunning_stop": {"has_a_reason": "reason <> ''"},
}
UNIQUE = {
    "dunning_notice": (("number",),), "payment_plan": (("number",),),
    "contribution": (("due_id",), ("member_id", "first_day")),
}
KEYS = {"dunned_due": ("notice_id", "due_id")}
PARTIAL = (
    ("uq_dunned_due_level", "dunned_due", ["due_id", "level"], "NOT is_undone"),
    ("uq_dunning_stop_member", "dunning_stop", ["member_id"], "lifted_at IS NULL"),
)
GROWING = ("dunning_term",)


def may_be_empty(table: str, name: str) -> bool:
    """Whether a column may be empty; a plan may be told without a letter."""
    return name in MAY_BE_EMPTY or (table, name) == ("payment_plan", "letter_id")


def make(table: str) -> None:
    """Make a table of the room."""
    columns, own_key = COLUMNS[table], KEYS.get(table, ("id",))
    op.create_table(
        table,
        *([sa.Column("id", sa.Integer(), nullable=False)] if own_key == ("id",) else []),
        *(sa.Column(name, kind, nullable=may_be_empty(table, name)) for name, kind in columns),
        *(sa.CheckConstraint(check, name=op.f(f"ck_{table}_{name}")) for name, check in CHECKS[table].items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{REFERENCES[name]}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, _kind in columns if name in REFERENCES
        ),
        sa.PrimaryKeyConstraint(*own_key, name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))
            for names in UNIQUE.get(table, ())
        ),
    )


def let_only_grow(table: str) -> None:
    """Guard a table against changes, as all ledgers are."""
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


def upgrade() -> None:
    """Add purposes, the row that a row continues, and the tables of dunning, contributions, plans."""
    with op.batch_alter_table("payment_due") as due:
        due.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        due.create_foreign_key(op.f("fk_payment_due_continues_id"), "payment_due", ["continues_id"], ["id"])
        due.create_index(op.f("ix_payment_due_continues_id"), ["continues_id"])
    hold_purposes_to(*BEFORE, "contribution", "costs")
    guard()
    for table in COLUMNS:
        make(table)
    for table in GROWING:
        let_only_grow(table)
    for table in ("dunning_notice", "payment_plan"):
        op.create_index(f"ix_{table}_member", table, ["member_id"])
    for name, table, columns, condition in PARTIAL:
        where = sa.text(condition)
        op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take them away; what was asked for or paid for other purposes is lost."""
    for table in reversed(COLUMNS):
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE series LIKE 'dunning:%' OR series LIKE 'plan:%'")
    runs = "SELECT id FROM job WHERE kind IN ('dunning_run', 'contribution_run')"
    op.execute(f"DELETE FROM job_item WHERE job_id IN ({runs})")  # noqa: S608  our own names
    op.execute(f"DELETE FROM job WHERE id IN ({runs})")  # noqa: S608  our own names
    connection = op.get_bind()
    for table in LEDGERS:
        if connection.dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_only_grows")
        else:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        op.execute(f"DELETE FROM {table} WHERE purpose IN ('contribution', 'costs')")  # noqa: S608  our own names
        if connection.dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_only_grows")
    with op.batch_alter_table("payment_due") as due:
        due.drop_index(op.f("ix_payment_due_continues_id"))
        due.drop_constraint(op.f("fk_payment_due_continues_id"), type_="foreignkey")
        due.drop_column("continues_id")
    hold_purposes_to(*BEFORE)
    guard()
