"""What an assembly decided is carried out: discharges, rights to leave, what was done, filings (§§ 16, 28, 48, 67a)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

TABLES = ("minutes_attendee", "discharge", "special_right", "right_objector", "consequence", "register_filing")
AMENDMENTS = (
    "object_of_enterprise_material", "share_increase", "mandatory_participation_introduce", "nachschuss_introduce",
    "notice_period_over_two_years", "minimum_capital_introduce", "payout_restriction_introduce",
    "investing_members_introduce", "duty_to_use_services", "current_contributions_introduce", "object_of_enterprise",
    "reserve_participation_introduce", "plural_votes_introduce", "share_split", "other_amendment",
)  # fmt: skip
FOLLOW_UPS = (
    "adoption", "result", "discharge", "office", "removal", "statute", "special_notice", "consent", "filing",
)  # fmt: skip


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key_of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A column that names a row of another table."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def only_where(table: str, name: str, columns: Sequence[str], condition: str) -> None:
    """One row of these columns among those for which the condition holds."""
    op.create_index(
        f"uq_{table}_{name}", table, list(columns), unique=True, sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def text(name: str, length: int) -> sa.Column[str]:
    """A short text that may be empty."""
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    """Nothing is carried out from minutes yet, and no notice rests on a right that a resolution opened."""
    _organs()
    _departures()
    _minutes()
    dialect = op.get_bind().dialect.name
    for statement in (*stand(dialect), *only_grows("right_objector", dialect)):
        op.execute(statement)


def _organs() -> None:
    op.execute(
        "ALTER TABLE office ADD COLUMN resolution_id INTEGER CONSTRAINT fk_office_resolution_id"
        " REFERENCES resolution (id)"
    )
    op.create_table(
        "discharge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organ", one_of("organ", "board", "supervisory_board", "general_assembly"), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("year_end", sa.Date(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        text("recorded_by", 400),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        text("withdrawn_by", 400), text("withdraw_reason", 300),
        sa.CheckConstraint("organ <> 'general_assembly'", name=op.f("ck_discharge_of_an_organ_with_offices")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdraw_reason = '')", name=op.f("ck_discharge_withdrawn_with_a_reason")
        ),
        key_of("discharge", "party_id", "party"), key_of("discharge", "resolution_id", "resolution"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discharge")),
    )
    op.create_index("ix_discharge_party", "discharge", ["party_id"])
    only_where("discharge", "organ", ("organ", "year_end"), "withdrawn_at IS NULL AND party_id IS NULL")
    only_where("discharge", "person", ("organ", "year_end", "party_id"), "withdrawn_at IS NULL AND party_id IS NOT NULL")


def _departures() -> None:
    op.create_table(
        "special_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment", one_of("special_right_amendment", *AMENDMENTS), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=False),
        sa.Column("declarable_until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        text("opened_by", 400),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        text("closed_by", 400), text("close_reason", 300),
        sa.CheckConstraint("(closed_at IS NULL) = (close_reason = '')", name=op.f("ck_special_right_closed_with_a_reason")),
        sa.CheckConstraint("declarable_until > resolved_on", name=op.f("ck_special_right_a_month_to_declare")),
        key_of("special_right", "resolution_id", "resolution"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_right")),
    )
    only_where("special_right", "resolution", ("resolution_id",), "closed_at IS NULL")
    op.create_table(
        "right_objector",
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        key_of("right_objector", "right_id", "special_right"), key_of("right_objector", "member_id", "member"),
        sa.PrimaryKeyConstraint("right_id", "member_id", name=op.f("pk_right_objector")),
    )
    op.execute(
        "ALTER TABLE notice ADD COLUMN special_right_id INTEGER CONSTRAINT fk_notice_special_right_id"
        " REFERENCES special_right (id)"
    )


def _minutes() -> None:
    op.create_table(
        "minutes_attendee",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("is_chair", sa.Boolean(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        text("noted_by", 400),
        key_of("minutes_attendee", "assembly_id", "assembly"), key_of("minutes_attendee", "party_id", "party"),
        sa.PrimaryKeyConstraint("assembly_id", "party_id", name=op.f("pk_minutes_attendee")),
    )
    only_where("minutes_attendee", "chair", ("assembly_id",), "is_chair")
    op.create_table(
        "consequence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("what", one_of("followup", *FOLLOW_UPS), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        text("note", 300),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        text("done_by", 400),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        text("undone_by", 400), text("undo_reason", 300),
        sa.CheckConstraint("(reference IS NULL) = (note <> '')", name=op.f("ck_consequence_carried_out_or_noted")),
        sa.CheckConstraint("(undone_at IS NULL) = (undo_reason = '')", name=op.f("ck_consequence_undone_with_a_reason")),
        key_of("consequence", "poll_id", "poll"), key_of("consequence", "option_id", "poll_option"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consequence")),
    )
    op.create_index("ix_consequence_poll", "consequence", ["poll_id"])
    only_where("consequence", "option", ("poll_id", "option_id", "what"), "undone_at IS NULL AND option_id IS NOT NULL")
    only_where("consequence", "poll", ("poll_id", "what"), "undone_at IS NULL AND option_id IS NULL")
    _filings()


def _filings() -> None:
    op.create_table(
        "register_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        text("responsible", 120),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        text("recorded_by", 400),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        text("file_name", 200), text("filed_by", 400),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        text("taken_back_by", 400), text("take_back_reason", 300),
        sa.CheckConstraint(
            "(filed_on IS NULL) = (sha256 IS NULL) AND (filed_on IS NULL) = (filed_by = '')",
            name=op.f("ck_register_filing_filed_with_its_paper"),
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (take_back_reason = '')", name=op.f("ck_register_filing_taken_back_with_a_reason")
        ),
        key_of("register_filing", "assembly_id", "assembly"), key_of("register_filing", "poll_id", "poll"),
        key_of("register_filing", "option_id", "poll_option"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_filing")),
    )
    op.create_index("ix_register_filing_assembly", "register_filing", ["assembly_id"])
    only_where("register_filing", "option", ("poll_id", "option_id"), "taken_back_at IS NULL AND option_id IS NOT NULL")
    only_where("register_filing", "poll", ("poll_id",), "taken_back_at IS NULL AND option_id IS NULL")


def downgrade() -> None:
    """Take away what was carried out; the acts themselves stay in their rooms."""
    for table, column in (("notice", "special_right_id"), ("office", "resolution_id")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in STANDING:
            op.execute(f"DROP FUNCTION refuse_{table}_stands()")


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


STANDING: dict[str, tuple[str, tuple[str, ...], str]] = {
    "discharge": (
        "A discharge stands; one noted by mistake is withdrawn once",
        ("id", "organ", "party_id", "year_end", "resolution_id", "recorded_at", "recorded_by"),
        "OLD.withdrawn_at IS NOT NULL",
    ),
    "special_right": (
        "a special right of termination stands as it was opened, and is closed once",
        ("id", "amendment", "resolution_id", "resolved_on", "declarable_until", "opened_at", "opened_by"),
        "OLD.closed_at IS NOT NULL",
    ),
    "consequence": (
        "what was done after a decision stands; it is undone once",
        ("id", "poll_id", "option_id", "what", "reference", "note", "done_at", "done_by"), "OLD.undone_at IS NOT NULL",
    ),
    "register_filing": (
        "a filing stands once it is filed; by mistake, it is taken back once",
        ("id", "assembly_id", "poll_id", "option_id", "recorded_at", "recorded_by"),
        "(OLD.filed_on IS NOT NULL AND ({filed})) OR OLD.taken_back_at IS NOT NULL",
    ),
}
"""Table → what the database says to a change, which columns never change, and when none does any more."""
FILED = ("due_on", "responsible", "filed_on", "sha256", "file_name", "filed_by")


def stand(dialect: str) -> list[str]:
    """The statements that keep what was carried out."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    filed = " OR ".join(map(differs.format, FILED))
    found: list[str] = []
    for table, (sentence, kept, ended) in STANDING.items():
        changed = " OR ".join([*map(differs.format, kept), ended.format(filed=filed)])
        found += refusing_ddl(table, sentence, changed, dialect)
    return found


def refusing_ddl(table: str, sentence: str, changed: str, dialect: str) -> tuple[str, ...]:
    """What refuses an UPDATE of a row where a condition holds, and every DELETE."""
    name = f"{table}_stands"
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
