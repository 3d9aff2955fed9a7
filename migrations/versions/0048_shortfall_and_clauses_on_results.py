"""Who leaves bears a part of a shortfall; the statute says how results are used, and each use says by which key."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

MONEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = {
    ("settlement_entry", "kind", "entrykind"): ("shortfall",),
    ("statute_parameter", "key", "parameterkey"): (
        "profit_key", "profit_before_full", "interest_pct", "interest_min_pct",
    ),
}
"""Table, column and constraint → the words it learns."""
SOMETHING = "claim >= 0 AND (claim > 0 OR borne > 0) AND set_off BETWEEN 0 AND claim"
SOMETHING_BEFORE = "claim > 0 AND set_off BETWEEN 0 AND claim"
BEARS = "heads >= 0 AND (shortfall > 0) = (heads > 0) AND borne BETWEEN 0 AND shortfall"
KEYS = "key IN ('payments', 'balances', 'months')"
UNKNOWN = (
    "SELECT (SELECT count(*) FROM settlement WHERE shortfall > 0) + (SELECT count(*) FROM appropriation WHERE"
    " key = 'months')"
)


def upgrade() -> None:
    """Of what was settled and used before, no shortfall is known and no key was noted."""
    for (table, column, constraint), words in WORDS.items():
        with triggers_set_aside(table):
            hold_to(table, column, constraint, words)
    with triggers_set_aside("settlement"), op.batch_alter_table("settlement") as settlement:
        for name, kind in (("shortfall", MONEY), ("heads", sa.Integer()), ("borne", MONEY)):
            settlement.add_column(sa.Column(name, kind, nullable=False, server_default="0"))
        settlement.drop_constraint(op.f("ck_settlement_claims_something"), type_="check")
        settlement.create_check_constraint(op.f("ck_settlement_claims_something"), SOMETHING)
        settlement.create_check_constraint(op.f("ck_settlement_bears_a_part_of_a_shortfall"), BEARS)
    with triggers_set_aside("appropriation"), op.batch_alter_table("appropriation") as use:
        use.add_column(sa.Column("key", sa.String(length=40), nullable=True))
        use.add_column(sa.Column("key_clause", sa.String(length=80), nullable=False, server_default=""))
        use.add_column(sa.Column("interest_rate", sa.Integer(), nullable=True))
        use.create_check_constraint(op.f("ck_appropriation_keyused"), KEYS)


def downgrade() -> None:
    """Refuse where a shortfall was parted or a key used that the revision before does not know."""
    if op.get_bind().scalar(sa.text(UNKNOWN)):
        raise RuntimeError("A shortfall was settled or a result parted by months, which the revision before does not know.")
    with triggers_set_aside("appropriation"), op.batch_alter_table("appropriation") as use:
        use.drop_constraint(op.f("ck_appropriation_keyused"), type_="check")
        for name in ("interest_rate", "key_clause", "key"):
            use.drop_column(name)
    with triggers_set_aside("settlement"), op.batch_alter_table("settlement") as settlement:
        settlement.drop_constraint(op.f("ck_settlement_bears_a_part_of_a_shortfall"), type_="check")
        settlement.drop_constraint(op.f("ck_settlement_claims_something"), type_="check")
        settlement.create_check_constraint(op.f("ck_settlement_claims_something"), SOMETHING_BEFORE)
        for name in ("borne", "heads", "shortfall"):
            settlement.drop_column(name)
    for (table, column, constraint), words in WORDS.items():
        with triggers_set_aside(table):
            if table == "statute_parameter":
                named = ", ".join(f"'{word}'" for word in words)
                op.execute(f"DELETE FROM statute_parameter WHERE key IN ({named})")  # noqa: S608  our own words
            hold_to(table, column, constraint, (), words)


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
