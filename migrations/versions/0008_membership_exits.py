"""Exits become a ledger of their own: they are added, and undone by an entry that follows, never overwritten."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

GROUNDS = sa.Enum(
    "notice", "transfer", "death", "dissolution", "exclusion", "special_termination", "other", name="exitground",
    native_enum=False, create_constraint=True, length=40,
)

CARRY_OVER = """
INSERT INTO membership_exit (period_id, turn, last_day, ground, document, recorded_at, recorded_by, note)
SELECT period.id, 1, period.last_day, period.exit_ground, '', COALESCE(period.exit_recorded_at, period.recorded_at),
  COALESCE((SELECT MIN(line.actor_name) FROM journal_line line WHERE line.act = 'end_membership'
    AND line.subject = 'member:' || CAST(period.member_id AS VARCHAR(20)) AND line.at = period.exit_recorded_at), ''), ''
FROM membership_period period WHERE period.last_day IS NOT NULL ORDER BY period.id
"""
"""Who recorded an exit stands in the journal; on what it rests was not recorded."""

NEWEST = "(SELECT {column} FROM membership_exit WHERE period_id = membership_period.id ORDER BY turn DESC LIMIT 1)"

GUARDS = {
    "membership_period": (
        "membership_period_one_at_a_time",
        "EXISTS (SELECT 1 FROM membership_period former WHERE former.member_id = NEW.member_id AND COALESCE((SELECT "
        "last_day FROM membership_exit WHERE period_id = former.id ORDER BY turn DESC LIMIT 1), '9999-12-31') >= "
        "NEW.first_day)",
        "a member has one membership at a time",
    ),
    "membership_exit": (
        "membership_exit_fits",
        "EXISTS (SELECT 1 FROM membership_period own WHERE own.id = NEW.period_id AND (NEW.last_day < own.first_day OR "
        "NEW.last_day IS NULL AND EXISTS (SELECT 1 FROM membership_period later WHERE later.member_id = own.member_id "
        "AND later.first_day > own.first_day)))",
        "an exit follows the entry and stands before a re-entry",
    ),
}
"""Table → guard, what it refuses to insert, and why."""


def sqlite_triggers() -> list[str]:
    """Both tables only grow, and by what fits."""
    statements = []
    for table, (guard, condition, sentence) in GUARDS.items():
        for verb in ("UPDATE", "DELETE"):
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        statements.append(
            f"CREATE TRIGGER {guard} BEFORE INSERT ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
    return statements


def postgresql_triggers() -> list[str]:
    """Both tables only grow, and by what fits; the function that refuses a change is there already."""
    statements = []
    for table, (guard, condition, sentence) in GUARDS.items():
        body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN NEW; END"
        statements += [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {guard} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {guard}()",
        ]
    return statements


def upgrade() -> None:
    """Make the ledger, carry over what was recorded, and store it there alone."""
    op.create_table(
        "membership_exit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("ground", GROUNDS, nullable=True),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("turn = COALESCE(follows, 0) + 1", name=op.f("ck_membership_exit_follows_the_one_before")),
        sa.CheckConstraint(
            "(turn % 2 = 1) = (last_day IS NOT NULL)", name=op.f("ck_membership_exit_undone_by_the_next")
        ),
        sa.CheckConstraint("(last_day IS NULL) = (ground IS NULL)", name=op.f("ck_membership_exit_has_a_ground")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["membership_period.id"], name=op.f("fk_membership_exit_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id", "follows"], ["membership_exit.period_id", "membership_exit.turn"],
            name=op.f("fk_membership_exit_follows"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_exit")),
        sa.UniqueConstraint("period_id", "turn", name=op.f("uq_membership_exit_period_id_turn")),
    )
    op.create_index("ix_membership_exit_last_day", "membership_exit", ["last_day"])
    op.execute(CARRY_OVER)
    with op.batch_alter_table("membership_period") as batch:
        batch.drop_index("uq_membership_period_open")
        batch.drop_constraint(op.f("ck_membership_period_exit_has_a_ground"), type_="check")
        batch.drop_constraint(op.f("ck_membership_period_period_runs_forward"), type_="check")
        batch.drop_constraint(op.f("ck_membership_period_exitground"), type_="check")
        batch.drop_column("last_day")
        batch.drop_column("exit_ground")
        batch.drop_column("exit_recorded_at")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_triggers() if is_sqlite else postgresql_triggers():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Write the exits that hold back to their memberships; what was undone is lost."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, (guard, _condition, _sentence) in GUARDS.items():
        if is_sqlite:
            names = (guard, f"{table}_no_update", f"{table}_no_delete")
            for name in names:
                op.execute(f"DROP TRIGGER {name}")
        else:
            for name in (guard, f"{table}_only_grows"):
                op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {guard}()")
    with op.batch_alter_table("membership_period") as batch:
        batch.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("exit_ground", GROUNDS, nullable=True))
        batch.add_column(sa.Column("exit_recorded_at", sa.DateTime(), nullable=True))
    for column, kept in (("last_day", "last_day"), ("exit_ground", "ground"), ("exit_recorded_at", "recorded_at")):
        op.execute(f"UPDATE membership_period SET {column} = {NEWEST.format(column=kept)}")  # noqa: S608  our own names
    op.execute("UPDATE membership_period SET exit_recorded_at = NULL WHERE last_day IS NULL")
    with op.batch_alter_table("membership_period") as batch:
        batch.create_check_constraint(
            op.f("ck_membership_period_exit_has_a_ground"), "(last_day IS NULL) = (exit_ground IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_membership_period_period_runs_forward"), "last_day IS NULL OR last_day >= first_day"
        )
        is_open = sa.text("last_day IS NULL")
        batch.create_index(
            "uq_membership_period_open", ["member_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
        )
    op.drop_table("membership_exit")
