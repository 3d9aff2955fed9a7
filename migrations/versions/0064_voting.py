"""Voting: sittings and their course, motions, polls with roll, votes, results, objections (§§ 43, 47, 51 GenG)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0061"
branch_labels = None
depends_on = None

TABLES = (
    "motion",
    "objection",
    "sitting",
    "speaker",
    "poll",
    "course_entry",
    "declaration",
    "poll_lot",
    "poll_option",
    "poll_result",
    "poll_roll",
    "cast_vote",
    "election_answer",
    "hand_count",
)
GROWING = (
    "course_entry",
    "poll_option",
    "poll_roll",
    "cast_vote",
    "hand_count",
    "poll_result",
    "poll_lot",
    "declaration",
    "election_answer",
    "objection",
)
FUNCTIONS = (
    "refuse_poll_stands",
    "refuse_sitting_stands",
    "refuse_motion_stands",
    "cast_vote_in_time",
    "poll_roll_in_time",
)
POLL_KEPT = (
    "id",
    "assembly_id",
    "item_id",
    "motion_id",
    "runoff_of_id",
    "question",
    "method",
    "seats",
    "threshold_top",
    "threshold_base",
    "one_vote_each",
    "investing_policy",
    "mode",
    "tie",
    "secrecy",
    "hall",
    "prepared_at",
    "prepared_by",
)
ONCE = ("opened_at", "closed_at", "counted_at")


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """No meeting is on yet."""
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("motionkind", "procedure", "amendment", "main"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mover", sa.String(length=400), nullable=False),
        sa.Column("state", one_of("motionstate", "open", "accepted", "rejected", "withdrawn"), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("text <> '' AND mover <> ''", name=op.f("ck_motion_says_something_by_somebody")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_motion_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_motion_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
    )
    op.create_index("ix_motion_item", "motion", ["item_id"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("by_party_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_objection_assembly_id")),
        sa.ForeignKeyConstraint(["by_party_id"], ["party.id"], name=op.f("fk_objection_by_party_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_objection_item_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_objection_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("item_id", "member_id", name=op.f("uq_objection_item_id_member_id")),
    )
    op.create_index("ix_objection_assembly", "objection", ["assembly_id"], unique=False)
    op.create_table(
        "sitting",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("chair", sa.String(length=400), nullable=False),
        sa.Column("minute_taker", sa.String(length=400), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("break_since", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=400), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("chair <> '' AND minute_taker <> ''", name=op.f("ck_sitting_led_and_minuted")),
        sa.CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_sitting_closed_after_opened")),
        sa.CheckConstraint("closed_at IS NULL OR item_id IS NULL", name=op.f("ck_sitting_nothing_on_after_closing")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_sitting_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_sitting_item_id")),
        sa.PrimaryKeyConstraint("assembly_id", name=op.f("pk_sitting")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR begun_at IS NOT NULL OR is_withdrawn", name=op.f("ck_speaker_ends_what_began")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_speaker_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_speaker_item_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_speaker_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    op.create_index("ix_speaker_assembly", "speaker", ["assembly_id", "id"], unique=False)
    op.create_index(
        "uq_speaker_has_the_floor",
        "speaker",
        ["assembly_id"],
        unique=True,
        sqlite_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("begun_at IS NOT NULL AND ended_at IS NULL"),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.Column("runoff_of_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column(
            "method",
            one_of("method", "yes_no", "one_of_several", "election", "list", "approval", "cumulative", "en_bloc"),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("threshold_top", sa.Integer(), nullable=True),
        sa.Column("threshold_base", sa.Integer(), nullable=True),
        sa.Column("one_vote_each", sa.Boolean(), nullable=False),
        sa.Column(
            "investing_policy", one_of("poll_investing_policy", "no_vote", "ordinary_majority_controls"), nullable=False
        ),
        sa.Column("mode", one_of("poll_mode", "more_than_half", "absolute_then_runoff", "relative"), nullable=False),
        sa.Column("tie", one_of("poll_tie", "not_elected", "lot"), nullable=False),
        sa.Column("secrecy", one_of("secrecy", "open", "roll_call", "paper_only"), nullable=False),
        sa.Column("hall", one_of("hallway", "phone", "hand", "paper"), nullable=False),
        sa.Column(
            "state", one_of("pollstate", "prepared", "open", "closed", "counted", "declared", "void"), nullable=False
        ),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("prepared_by", sa.String(length=400), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("opened_by", sa.String(length=400), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=400), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("counted_by", sa.String(length=400), nullable=False),
        sa.Column("void_at", sa.DateTime(), nullable=True),
        sa.Column("void_by", sa.String(length=400), nullable=False),
        sa.Column("void_reason", sa.String(length=300), nullable=False),
        sa.Column("roll_opened", sa.String(length=64), nullable=False),
        sa.Column("roll_closed", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(state = 'void') = (void_reason <> '')", name=op.f("ck_poll_void_with_a_reason")),
        sa.CheckConstraint("secrecy <> 'paper_only' OR hall = 'paper'", name=op.f("ck_poll_secret_on_paper")),
        sa.CheckConstraint(
            "state IN ('prepared', 'open', 'void') OR closed_at IS NOT NULL", name=op.f("ck_poll_closed_at_a_time")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'void') OR opened_at IS NOT NULL", name=op.f("ck_poll_opened_at_a_time")
        ),
        sa.CheckConstraint(
            "state NOT IN ('counted', 'declared') OR counted_at IS NOT NULL", name=op.f("ck_poll_counted_at_a_time")
        ),
        sa.CheckConstraint("(threshold_top IS NULL) = (threshold_base IS NULL)", name=op.f("ck_poll_a_share_is_whole")),
        sa.CheckConstraint(
            "state NOT IN ('prepared', 'open') OR closed_at IS NULL", name=op.f("ck_poll_open_until_closed")
        ),
        sa.CheckConstraint(
            "state NOT IN ('prepared', 'open', 'closed') OR counted_at IS NULL",
            name=op.f("ck_poll_closed_until_counted"),
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_poll_seats_count")),
        sa.CheckConstraint(
            "threshold_top IS NULL OR (threshold_top > 0 AND threshold_top <= threshold_base)",
            name=op.f("ck_poll_share_of_the_votes"),
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_poll_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_poll_item_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_poll_motion_id")),
        sa.ForeignKeyConstraint(["runoff_of_id"], ["poll.id"], name=op.f("fk_poll_runoff_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_index("ix_poll_item", "poll", ["item_id"], unique=False)
    op.create_index(
        "uq_poll_open",
        "poll",
        ["assembly_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "course_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "coursekind",
                "opened",
                "item_called",
                "item_done",
                "item_withdrawn",
                "order_changed",
                "break_begun",
                "break_ended",
                "motion_made",
                "motion_withdrawn",
                "spoke",
                "poll_opened",
                "poll_closed",
                "poll_counted",
                "lot_drawn",
                "declared",
                "poll_void",
                "answered",
                "objection",
                "note",
                "closed",
            ),
            nullable=False,
        ),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("poll_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_course_entry_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_course_entry_item_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_course_entry_member_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_course_entry_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_entry")),
    )
    op.create_index("ix_course_entry_assembly", "course_entry", ["assembly_id", "id"], unique=False)
    op.create_table(
        "declaration",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            one_of("declared_outcome", "accepted", "rejected", "elected", "runoff", "lot", "nobody"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.Column("declared_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_declaration_says_something")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_declaration_poll_id")),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_declaration_resolution_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_declaration")),
    )
    op.create_table(
        "poll_lot",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_lot_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_lot")),
    )
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_poll_option_has_a_name")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll_id", "position", name=op.f("uq_poll_option_poll_id_position")),
    )
    op.create_table(
        "poll_result",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome", one_of("outcome", "accepted", "rejected", "elected", "runoff", "lot", "nobody"), nullable=False
        ),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("counted_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("valid >= 0 AND needed >= 0", name=op.f("ck_poll_result_votes_count")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_result_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_result")),
    )
    op.create_table(
        "poll_roll",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("member_number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("caster_party_id", sa.Integer(), nullable=True),
        sa.Column("caster_name", sa.String(length=400), nullable=False),
        sa.Column("capacity", sa.String(length=40), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("is_barred", sa.Boolean(), nullable=False),
        sa.Column("is_investing", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("mode IN ('hall', 'online', 'written')", name=op.f("ck_poll_roll_takes_part_somehow")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_poll_roll_votes_count")),
        sa.ForeignKeyConstraint(["caster_party_id"], ["party.id"], name=op.f("fk_poll_roll_caster_party_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_poll_roll_member_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_roll_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "member_id", name=op.f("pk_poll_roll")),
    )
    op.create_table(
        "cast_vote",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("choice", one_of("cast_vote_choice", "yes", "no", "marks", "abstain", "invalid"), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_investing", sa.Boolean(), nullable=False),
        sa.Column("channel", one_of("castchannel", "hall", "online"), nullable=False),
        sa.Column("cast_by", sa.Integer(), nullable=False),
        sa.Column("cast_at", sa.DateTime(), nullable=False),
        sa.Column("receipt", sa.String(length=14), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'marks', 'abstain')", name=op.f("ck_cast_vote_says_something")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_cast_vote_votes_count")),
        sa.ForeignKeyConstraint(["cast_by"], ["party.id"], name=op.f("fk_cast_vote_cast_by")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_cast_vote_member_id")),
        sa.ForeignKeyConstraint(
            ["poll_id", "member_id"],
            ["poll_roll.poll_id", "poll_roll.member_id"],
            name=op.f("fk_cast_vote_poll_id_member_id"),
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_cast_vote_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "member_id", name=op.f("pk_cast_vote")),
        sa.UniqueConstraint("receipt", name=op.f("uq_cast_vote_receipt")),
    )
    op.create_index("ix_cast_vote_caster", "cast_vote", ["cast_by", "poll_id"], unique=False)
    op.create_table(
        "election_answer",
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["option_id"], ["poll_option.id"], name=op.f("fk_election_answer_option_id")),
        sa.PrimaryKeyConstraint("option_id", name=op.f("pk_election_answer")),
    )
    op.create_table(
        "hand_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("is_investing", sa.Boolean(), nullable=False),
        sa.Column("choice", one_of("hand_count_choice", "yes", "no", "marks", "abstain", "invalid"), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("counted_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("choice = 'marks' OR option_id IS NULL", name=op.f("ck_hand_count_marks_beside_an_option")),
        sa.CheckConstraint("number >= 0 AND weight > 0 AND sheet > 0", name=op.f("ck_hand_count_something_is_counted")),
        sa.ForeignKeyConstraint(["option_id"], ["poll_option.id"], name=op.f("fk_hand_count_option_id")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_hand_count_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_count")),
    )
    op.create_index("ix_hand_count_poll", "hand_count", ["poll_id", "sheet"], unique=False)
    _guard()


def _guard() -> None:
    """The database keeps what was cast, counted and declared."""
    dialect = op.get_bind().dialect.name
    for table in GROWING:
        for statement in _grow_only(table, dialect):
            op.execute(statement)
    once = [f"(OLD.{column} IS NOT NULL AND {_differs((column,), dialect)})" for column in ONCE]
    changed = " OR ".join([_differs(POLL_KEPT, dialect), *once, "OLD.state IN ('declared', 'void')"])
    led = _differs(("assembly_id", "opened_at", "opened_by"), dialect)
    moved = _differs(("id", "assembly_id", "item_id", "kind", "text", "mover", "moved_at"), dialect)
    for table, sentence, condition in (
        ("poll", "a poll stands as it was prepared, and a declared or void one stays so", changed),
        ("sitting", "a meeting that is closed stays closed", f"{led} OR OLD.closed_at IS NOT NULL"),
        ("motion", "a motion stands as it was made", f"{moved} OR OLD.state <> 'open'"),
    ):
        for statement in _refusing(table, sentence, condition, dialect):
            op.execute(statement)
    for table in ("cast_vote", "poll_roll"):
        for statement in _in_time(table, dialect):
            op.execute(statement)


def _differs(columns: Sequence[str], dialect: str) -> str:
    word = "IS DISTINCT FROM" if dialect == "postgresql" else "IS NOT"
    return " OR ".join(f"NEW.{column} {word} OLD.{column}" for column in columns)


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


def _in_time(table: str, dialect: str) -> Sequence[str]:
    condition, sentence = "(SELECT state FROM poll WHERE id = NEW.poll_id) <> 'open'", "this poll takes no votes now"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        return (f"CREATE TRIGGER {table}_in_time BEFORE INSERT ON {table} WHEN {condition} {refuse}",)
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_in_time BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_in_time()",
    )


def downgrade() -> None:
    """What was voted is forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
