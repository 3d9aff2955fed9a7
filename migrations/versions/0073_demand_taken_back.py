"""A demand of a secret vote can be taken back; what it made secret is then as it was prepared (R-ELE-04)."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

KIND, REBUILT = "secrecy_withdrawn", "course_entry"
SECRECIES, HALLS = ("open", "roll_call", "paper_only"), ("phone", "hand", "paper")
CONDITIONS = {
    "ck_poll_another_way_before_is_whole": "(secrecy_before IS NULL) = (hall_before IS NULL)",
    "ck_poll_another_way_before_a_secret_one": (
        "secrecy_before IS NULL OR (secrecy = 'paper_only' AND secrecy_before <> 'paper_only')"
    ),
}
KEPT = (
    "id", "assembly_id", "item_id", "motion_id", "runoff_of_id", "question", "method", "seats", "threshold_top",
    "threshold_base", "one_vote_each", "investing_policy", "mode", "tie", "prepared_at", "prepared_by",
)  # fmt: skip
ONCE, WAY, BEFORE = ("opened_at", "closed_at", "counted_at"), ("secrecy", "hall"), ("secrecy_before", "hall_before")
AS_BEFORE = "OLD.secrecy_before IS NOT NULL AND NEW.secrecy = OLD.secrecy_before AND NEW.hall = OLD.hall_before"
IS_BEFORE = "NEW.secrecy_before IS NULL OR (NEW.secrecy_before = OLD.secrecy AND NEW.hall_before = OLD.hall)"
STANDS = "a poll stands as it was prepared, and a declared or void one stays so"


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of the course, and put it back as it was, though SQLite makes the table anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {REBUILT} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {REBUILT} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if f" {REBUILT} " in f"{row.sql} "]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_kinds(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold what happens in a meeting to the words it has, changed."""
    name = "ck_course_entry_coursekind"
    checks = sa.inspect(op.get_bind()).get_check_constraints(REBUILT)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table(REBUILT) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"kind IN ({words})")


def upgrade() -> None:
    """Nobody took a demand back so far, and of no poll is known whether it was to be open before."""
    with triggers_set_aside():
        hold_kinds(lambda words: [*words, KIND])
    op.create_table(
        "secrecy_taken_back",
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_secrecy_taken_back_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["secrecy_demand.id"], name=op.f("fk_secrecy_taken_back_demand_id")
        ),
        sa.PrimaryKeyConstraint("demand_id", name=op.f("pk_secrecy_taken_back")),
    )
    _ways_before()
    dialect = op.get_bind().dialect.name
    for statement in (*_grow_only("secrecy_taken_back", dialect), *_poll_again(True, dialect)):
        op.execute(statement)


def _ways_before() -> None:
    words = {"secrecy_before": SECRECIES, "hall_before": HALLS}
    for column, known in words.items():
        listed = ", ".join(f"'{word}'" for word in known)
        checks = {f"ck_poll_poll_{column}": f"{column} IN ({listed})"} | (CONDITIONS if column == BEFORE[-1] else {})
        told = " ".join(f"CONSTRAINT {name} CHECK ({condition})" for name, condition in checks.items())
        op.execute(f"ALTER TABLE poll ADD COLUMN {column} VARCHAR(40) {told}")


def _differs(columns: Sequence[str], dialect: str) -> str:
    word = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    return " OR ".join(f"NEW.{column} {word} OLD.{column}" for column in columns)


def _other_way(columns: Sequence[str], allowed: str, dialect: str) -> str:
    return f"(({_differs(columns, dialect)}) AND (OLD.state <> 'prepared' OR NOT ({allowed})))"


def _poll_again(may_be_as_before: bool, dialect: str) -> Sequence[str]:
    """Refuse anew what a poll may not become."""
    secret = "NEW.secrecy = 'paper_only'"
    ways = [_other_way(WAY, secret, dialect)]
    if may_be_as_before:
        ways = [_other_way(WAY, f"{secret} OR ({AS_BEFORE})", dialect), _other_way(BEFORE, IS_BEFORE, dialect)]
    once = [f"(OLD.{column} IS NOT NULL AND {_differs((column,), dialect)})" for column in ONCE]
    changed = " OR ".join([_differs(KEPT, dialect), *ways, *once, "OLD.state IN ('declared', 'void')"])
    if dialect == "postgresql":
        return (
            "DROP TRIGGER poll_stands_update ON poll",
            f"CREATE TRIGGER poll_stands_update BEFORE UPDATE ON poll FOR EACH ROW WHEN ({changed}) "
            "EXECUTE FUNCTION refuse_poll_stands()",
        )
    return (
        "DROP TRIGGER poll_stands_update",
        f"CREATE TRIGGER poll_stands_update BEFORE UPDATE ON poll WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{STANDS}'); END",
    )


def _grow_only(table: str, dialect: str) -> Sequence[str]:
    if dialect == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        return (f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuse}",)
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """That demands were taken back is forgotten; what they made secret and was not opened stays so."""
    op.drop_table("secrecy_taken_back")
    for statement in _poll_again(False, op.get_bind().dialect.name):
        op.execute(statement)
    for column in reversed(BEFORE):
        op.execute(f"ALTER TABLE poll DROP COLUMN {column}")
    with triggers_set_aside():
        op.execute(f"UPDATE {REBUILT} SET kind = 'note' WHERE kind = '{KIND}'")
        hold_kinds(lambda words: [word for word in words if word != KIND])
