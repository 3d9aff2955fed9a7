"""Secret votes on demand, ballots on paper beside the phones, and votes against each candidate (§ 43 GenG; R-ELE-04)."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

SETTING = "secret_vote_fraction"
MARKS, REBUILT = "ck_hand_count_marks_beside_an_option", ("statute_parameter", "course_entry", "hand_count")
KEPT = (
    "id", "assembly_id", "item_id", "motion_id", "runoff_of_id", "question", "method", "seats", "threshold_top",
    "threshold_base", "one_vote_each", "investing_policy", "mode", "tie",
)  # fmt: skip
ONCE, WAY, PREPARED = ("opened_at", "closed_at", "counted_at"), ("secrecy", "hall"), ("prepared_at", "prepared_by")
CLOSED, LATE = "(SELECT state FROM poll WHERE id = NEW.poll_id) <> 'open'", "this poll takes no votes now"
TWICE = "who votes on paper casts no other vote"


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of these tables, and put it back as it was, though SQLite makes them anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table in REBUILT:
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in REBUILT:
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if any(f" {table} " in f"{row.sql} " for table in REBUILT)]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(table: str, column: str, name: str, changed: Callable[[list[str]], list[str]]) -> None:
    """Hold a column to the words it has, changed."""
    checks = sa.inspect(op.get_bind()).get_check_constraints(table)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"{column} IN ({words})")


def hold_marks_to(condition: str) -> None:
    """Say beside which options tellers count what."""
    with op.batch_alter_table("hand_count") as batch:
        batch.drop_constraint(op.f(MARKS), type_="check")
        batch.create_check_constraint(op.f(MARKS), condition)


def upgrade() -> None:
    """Nobody demanded a secret vote so far, and no ballot was handed out beside a device."""
    with triggers_set_aside():
        hold_to("statute_parameter", "key", "ck_statute_parameter_parameterkey", lambda words: [*words, SETTING])
        hold_to("course_entry", "kind", "ck_course_entry_coursekind", lambda words: [*words, "secrecy_demanded"])
        hold_marks_to("choice IN ('marks', 'no') OR option_id IS NULL")
    op.create_table(
        "secrecy_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.Column(
            "demanded_by",
            sa.Enum("board", "supervisory_board", "members", name="demander", native_enum=False,
                    create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("share_top", sa.Integer(), nullable=False),
        sa.Column("share_base", sa.Integer(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("demanded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0", name=op.f("ck_secrecy_demand_votes_count")),
        sa.CheckConstraint(
            "demanded_by = 'members' OR (votes_for = 0 AND votes_against = 0)",
            name=op.f("ck_secrecy_demand_organs_need_no_votes"),
        ),
        sa.CheckConstraint(
            "share_top > 0 AND share_top <= share_base", name=op.f("ck_secrecy_demand_part_of_the_votes")
        ),
        sa.CheckConstraint(
            "is_granted = (demanded_by <> 'members' OR"
            " (votes_for > 0 AND votes_for * share_base >= (votes_for + votes_against) * share_top))",
            name=op.f("ck_secrecy_demand_granted_by_votes"),
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_secrecy_demand_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_secrecy_demand_item_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_secrecy_demand_motion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secrecy_demand")),
    )
    op.create_index("ix_secrecy_demand_item", "secrecy_demand", ["item_id"], unique=False)
    op.create_table(
        "paper_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("handed_at", sa.DateTime(), nullable=False),
        sa.Column("handed_by", sa.String(length=400), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("returned_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "returned_at IS NULL OR returned_at >= handed_at", name=op.f("ck_paper_ballot_returned_after_handed")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_paper_ballot_member_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_paper_ballot_poll_id")),
        sa.ForeignKeyConstraint(
            ["poll_id", "member_id"], ["poll_roll.poll_id", "poll_roll.member_id"],
            name=op.f("fk_paper_ballot_poll_id_member_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_ballot")),
    )
    op.create_index(
        "uq_paper_ballot_out", "paper_ballot", ["poll_id", "member_id"], unique=True,
        sqlite_where=sa.text("returned_at IS NULL"), postgresql_where=sa.text("returned_at IS NULL"),
    )
    _guard()


def _guard() -> None:
    """The database keeps what was demanded and handed out, lets a prepared poll become secret, takes no vote twice."""
    dialect = op.get_bind().dialect.name
    for statement in (*_grow_only("secrecy_demand", dialect), *_poll_again(True, dialect), *_ballots(dialect)):
        op.execute(statement)


def _differs(columns: Sequence[str], dialect: str) -> str:
    word = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    return " OR ".join(f"NEW.{column} {word} OLD.{column}" for column in columns)


def _poll_again(may_become_secret: bool, dialect: str) -> Sequence[str]:
    """Refuse anew what a poll may not become."""
    way = _differs(WAY, dialect)
    if may_become_secret:
        way = f"(({way}) AND (OLD.state <> 'prepared' OR NEW.secrecy <> 'paper_only'))"
    once = [f"(OLD.{column} IS NOT NULL AND {_differs((column,), dialect)})" for column in ONCE]
    kept = _differs(KEPT + PREPARED, dialect)
    changed = " OR ".join([kept, way, *once, "OLD.state IN ('declared', 'void')"])
    if dialect == "postgresql":
        return (
            "DROP TRIGGER poll_stands_update ON poll",
            f"CREATE TRIGGER poll_stands_update BEFORE UPDATE ON poll FOR EACH ROW WHEN ({changed}) "
            "EXECUTE FUNCTION refuse_poll_stands()",
        )
    sentence = "a poll stands as it was prepared, and a declared or void one stays so"
    return (
        "DROP TRIGGER poll_stands_update",
        f"CREATE TRIGGER poll_stands_update BEFORE UPDATE ON poll WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END",
    )


def _ballots(dialect: str) -> Sequence[str]:
    found = "EXISTS (SELECT 1 FROM {0} WHERE poll_id = NEW.poll_id AND member_id = NEW.member_id{1})"
    on_paper, on_device = found.format("paper_ballot", " AND returned_at IS NULL"), found.format("cast_vote", "")
    changed = _differs(("id", "poll_id", "member_id", "handed_at", "handed_by"), dialect)
    sentence = "a ballot that was handed out stands; it is handed back once"
    return (
        *_refused_insert("paper_ballot", "in_time", CLOSED, LATE, dialect),
        *_refused_insert("paper_ballot", "once", on_device, TWICE, dialect),
        *_refused_insert("cast_vote", "once", on_paper, TWICE, dialect),
        *_refusing("paper_ballot", sentence, f"{changed} OR OLD.returned_at IS NOT NULL", dialect),
    )


def _refused_insert(table: str, name: str, condition: str, sentence: str, dialect: str) -> Sequence[str]:
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} WHEN {condition} {refuse}",)
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
    do = f"FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} {do}",
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


def _refusing(table: str, sentence: str, changed: str, dialect: str) -> Sequence[str]:
    name = f"{table}_stands"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
        )
    refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    do = f"FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    return (
        f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
        f"EXECUTE FUNCTION refuse_{name}()",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {do}",
    )


def downgrade() -> None:
    """What was demanded, handed out and counted against single candidates is forgotten."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("DROP TRIGGER cast_vote_once ON cast_vote")
    else:
        op.execute("DROP TRIGGER cast_vote_once")
    for table in ("paper_ballot", "secrecy_demand"):
        op.drop_table(table)
    if dialect == "postgresql":
        for name in ("refuse_paper_ballot_stands", "paper_ballot_in_time", "paper_ballot_once", "cast_vote_once"):
            op.execute(f"DROP FUNCTION {name}()")
    for statement in _poll_again(False, dialect):
        op.execute(statement)
    with triggers_set_aside():
        op.execute(f"DELETE FROM statute_parameter WHERE key = '{SETTING}'")
        op.execute("UPDATE course_entry SET kind = 'note' WHERE kind = 'secrecy_demanded'")
        op.execute("DELETE FROM hand_count WHERE choice = 'no' AND option_id IS NOT NULL")
        hold_marks_to("choice = 'marks' OR option_id IS NULL")
        hold_to("course_entry", "kind", "ck_course_entry_coursekind",
                lambda words: [word for word in words if word != "secrecy_demanded"])
        hold_to("statute_parameter", "key", "ck_statute_parameter_parameterkey",
                lambda words: [word for word in words if word != SETTING])
