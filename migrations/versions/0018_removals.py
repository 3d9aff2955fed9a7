"""Removals with their steps and who follows; what the statute says of appeal and heirs; notices that gave way."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SETTINGS = ("appeal_days", "heirs_continue", "heirs_months")
REBUILT = ("item", "vote", "bias", "statute_parameter")
"""Tables with triggers on, or about, a table that SQLite rebuilds."""

STATES = (
    "hearing", "proposed", "resolved", "entered", "appealed", "undecided", "continued", "rejected", "lifted", "reversed"
)
STEPS = (
    "reported", "heard", "answered", "proposed", "resolved", "written", "dispatched", "office_ended", "appealed",
    "appeal_decided", "followed", "continued", "ended", "undone",
)
CHECKS = {
    "exclusion_has_a_clause": (
        "(kind = 'exclusion') = (organ IS NOT NULL AND answer_until IS NOT NULL AND clause <> '')"
    ),
    "event_has_a_day": "kind = 'exclusion' OR event_on IS NOT NULL",
    "sent_by_registered_letter": "(posting_number <> '') = (kind = 'exclusion' AND event_on IS NOT NULL)",
    "entered_has_a_day": "state NOT IN ('entered', 'appealed') OR last_day IS NOT NULL",
    "undone_has_a_moment": "(state IN ('lifted', 'reversed')) = (ended_at IS NOT NULL)",
}
REFERENCES = {
    "member_id": "member", "share_entry_id": "share_entry", "letter_id": "issued_document",
    "statute_version_id": "statute_version",
}
UNDER_WAY = "state IN ('hearing', 'proposed', 'resolved', 'entered', 'appealed', 'undecided')"


def one_of(name: str, *values: str) -> sa.Enum:
    """A column held to these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables, and let items and statutes speak of removals."""
    make_removals()
    make_steps_and_followers()
    for table in ("removal_step", "follower"):
        for statement in triggers(table):
            op.get_bind().exec_driver_sql(statement)
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("gave_way_to", sa.String(length=30), nullable=True))
        notice.add_column(sa.Column("sender_address", sa.Text(), nullable=True))
        notice.add_column(sa.Column("sender_letter_id", sa.Integer(), nullable=True))
        notice.create_foreign_key(
            op.f("fk_notice_sender_letter_id"), "issued_document", ["sender_letter_id"], ["id"]
        )
    with triggers_set_aside():
        hold_to("item", "kind", "itemkind", lambda words: [*words, "exclusion"])
        hold_to("statute_parameter", "key", "parameterkey", lambda words: [*words, *SETTINGS])


def make_removals() -> None:
    """What ends, and how far it has come."""
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("removalkind", "exclusion", "death", "dissolution", "succession"), nullable=False),
        sa.Column("state", one_of("removalstate", *STATES), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=True),
        sa.Column("clause", sa.String(length=120), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("organ", one_of("organ", "board", "supervisory_board", "general_assembly"), nullable=True),
        sa.Column("answer_until", sa.Date(), nullable=True),
        sa.Column("resolution_number", sa.String(length=30), nullable=False),
        sa.Column("posting_number", sa.String(length=40), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("heirs_until", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=True),
        sa.Column("share_entry_id", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("statute_version_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        *(sa.CheckConstraint(check, name=op.f(f"ck_removal_{name}")) for name, check in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_removal_{column}"))
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
        sa.UniqueConstraint("number", name=op.f("uq_removal_number")),
    )
    op.create_index("ix_removal_member", "removal", ["member_id"])
    op.create_index("ix_removal_state", "removal", ["state", "last_day"])
    op.create_index(
        "uq_removal_under_way", "removal", ["member_id", "kind"], unique=True, sqlite_where=sa.text(UNDER_WAY),
        postgresql_where=sa.text(UNDER_WAY),
    )


def make_steps_and_followers() -> None:
    """What happened on the way, and who follows the member."""
    op.create_table(
        "removal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("removal_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("stepkind", *STEPS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("paper_name", sa.String(length=200), nullable=False),
        sa.Column("paper_type", sa.String(length=60), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(paper_sha256 IS NULL) = (paper_name = '')", name=op.f("ck_removal_step_paper_has_a_name")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_removal_step_document_id")),
        sa.ForeignKeyConstraint(["removal_id"], ["removal.id"], name=op.f("fk_removal_step_removal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_step")),
    )
    op.create_index("ix_removal_step_removal", "removal_step", ["removal_id"])
    op.create_table(
        "follower",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("removal_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("role", one_of("followerrole", "heir", "representative", "successor"), nullable=False),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("withdraws_id <> id", name=op.f("ck_follower_withdraws_another")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_follower_party_id")),
        sa.ForeignKeyConstraint(["removal_id"], ["removal.id"], name=op.f("fk_follower_removal_id")),
        sa.ForeignKeyConstraint(["withdraws_id"], ["follower.id"], name=op.f("fk_follower_withdraws_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follower")),
        sa.UniqueConstraint("withdraws_id", name=op.f("uq_follower_withdraws_id")),
    )
    op.create_index("ix_follower_removal", "follower", ["removal_id"])


def triggers(table: str) -> list[str]:
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


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take the triggers away that read what is rebuilt, and make them again as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table in ("item", "statute_parameter"):
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in ("item", "statute_parameter"):
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables ORDER BY name")
    kept = connection.execute(named.bindparams(sa.bindparam("tables", REBUILT, expanding=True))).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(table: str, column: str, words: str, changed: Callable[[list[str]], list[str]]) -> None:
    """Hold a column to the words it has, changed; other revisions may have added some."""
    name = f"ck_{table}_{words}"
    check = next(each for each in sa.inspect(op.get_bind()).get_check_constraints(table) if each["name"] == name)
    wanted = ", ".join(f"'{word}'" for word in changed(re.findall(r"'(\w+)'", check["sqltext"])))
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"{column} IN ({wanted})")


def downgrade() -> None:
    """Removals are lost; what they entered stays in the ledgers, what was decided stays as about something else."""
    with triggers_set_aside():
        op.execute("UPDATE item SET kind = 'other', reference = NULL WHERE kind = 'exclusion'")
        op.execute("DELETE FROM statute_parameter WHERE key IN ('appeal_days', 'heirs_continue', 'heirs_months')")
        hold_to("item", "kind", "itemkind", lambda words: [word for word in words if word != "exclusion"])
        hold_to("statute_parameter", "key", "parameterkey", lambda words: [
            word for word in words if word not in SETTINGS
        ])
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("fk_notice_sender_letter_id"), type_="foreignkey")
        for column in ("sender_letter_id", "sender_address", "gave_way_to"):
            notice.drop_column(column)
    for table in ("follower", "removal_step", "removal"):
        op.drop_table(table)
    op.execute("DELETE FROM counter WHERE series LIKE 'removal:%'")
