"""What members demand of an assembly, who supports it, what the board and the court said (§ 45 GenG)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

TABLES = ("agenda_request", "request_support", "request_answer", "court_decision")
GROWING = ("request_answer", "court_decision")
FUNCTIONS = ("refuse_agenda_request_stands", "refuse_request_support_stands")


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Nothing is demanded yet."""
    demands()
    supports()
    answers()
    dialect = op.get_bind().dialect.name
    standing = [*stands("agenda_request", dialect), *stands("request_support", dialect)]
    for statement in (*standing, *(each for table in GROWING for each in only_grows(table, dialect))):
        op.get_bind().exec_driver_sql(statement)


def demands() -> None:
    """What is demanded."""
    op.create_table(
        "agenda_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aim", one_of("requestaim", "assembly", "item"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("given_up_at", sa.DateTime(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "received_on IS NOT NULL OR proposer_id IS NOT NULL", name=op.f("ck_agenda_request_gathered_by_a_member")
        ),
        sa.CheckConstraint(
            "received_on IS NULL OR given_up_at IS NULL", name=op.f("ck_agenda_request_handed_in_or_given_up")
        ),
        sa.CheckConstraint(
            "proposer_id IS NOT NULL OR sha256 IS NOT NULL", name=op.f("ck_agenda_request_received_with_its_document")
        ),
        sa.CheckConstraint(
            "(sha256 IS NULL) = (file_name = '') AND (sha256 IS NULL) = (media_type = '')",
            name=op.f("ck_agenda_request_document_is_named"),
        ),
        sa.ForeignKeyConstraint(["proposer_id"], ["member.id"], name=op.f("fk_agenda_request_proposer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_request")),
    )
    op.create_index("ix_agenda_request_received", "agenda_request", ["received_on"])
    op.create_index("ix_agenda_request_proposer", "agenda_request", ["proposer_id"])


def supports() -> None:
    """Who supports it."""
    op.create_table(
        "request_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by = '')", name=op.f("ck_request_support_withdrawn_by_somebody")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_request_support_member_id")),
        sa.ForeignKeyConstraint(["request_id"], ["agenda_request.id"], name=op.f("fk_request_support_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_support")),
    )
    op.create_index("ix_request_support_member", "request_support", ["member_id"])
    op.create_index("ix_request_support_request", "request_support", ["request_id"])
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_request_support_standing", "request_support", ["request_id", "member_id"], unique=True,
        sqlite_where=standing, postgresql_where=standing,
    )


def answers() -> None:
    """What the board answered, and what the court decided."""
    op.create_table(
        "request_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("answerkind", "planned", "put_on", "refused"), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(kind = 'refused') = (assembly_id IS NULL)", name=op.f("ck_request_answer_names_the_assembly")
        ),
        sa.CheckConstraint("(kind = 'put_on') = (item_id IS NOT NULL)", name=op.f("ck_request_answer_names_the_item")),
        sa.CheckConstraint(
            "(kind = 'refused') = (reasons <> '')", name=op.f("ck_request_answer_refused_with_reasons")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_request_answer_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_request_answer_item_id")),
        sa.ForeignKeyConstraint(["request_id"], ["agenda_request.id"], name=op.f("fk_request_answer_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_answer")),
    )
    for name in ("request", "assembly", "item"):
        op.create_index(f"ix_request_answer_{name}", "request_answer", [f"{name}_id"])
    op.create_table(
        "court_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("court", sa.String(length=200), nullable=False),
        sa.Column("file_number", sa.String(length=300), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.Column("noted_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["agenda_request.id"], name=op.f("fk_court_decision_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_decision")),
    )
    op.create_index("ix_court_decision_request", "court_decision", ["request_id"])


def downgrade() -> None:
    """What members demanded is forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def only_grows(table: str, dialect: str) -> list[str]:
    """What lets a table only grow."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


_REQUEST_KEPT = (
    "id", "aim", "title", "purpose", "reasons", "draft", "proposer_id", "file_name", "media_type", "sha256",
    "recorded_at", "recorded_by",
)  # fmt: skip
_SUPPORT_KEPT = ("id", "request_id", "member_id", "recorded_at", "recorded_by")
SENTENCES = {
    "agenda_request": "a demand of members stands as it was received",
    "request_support": "who supported a demand stands; it may be taken back once",
}


def _differ(dialect: str, columns: Sequence[str]) -> list[str]:
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    return [differs.format(column) for column in columns]


def stands(table: str, dialect: str) -> tuple[str, ...]:
    """What refuses an UPDATE of a row where what was received would change, and every DELETE."""
    over = {
        "agenda_request": "OLD.received_on IS NOT NULL OR OLD.given_up_at IS NOT NULL",
        "request_support": "OLD.withdrawn_at IS NOT NULL",
    }[table]
    kept = _REQUEST_KEPT if table == "agenda_request" else _SUPPORT_KEPT
    name, sentence, changed = f"{table}_stands", SENTENCES[table], " OR ".join([*_differ(dialect, kept), over])
    if dialect == "postgresql":
        refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
            (
                f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION refuse_{name}()"
            ),
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
    )
