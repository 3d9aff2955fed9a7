"""Hold a removal to what its state asks for; its papers may be erased once their time of keeping is over."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = "'hearing', 'proposed', 'resolved', 'entered', 'appealed', 'undecided'"
GROWING = {
    "sqlite": ("removal_step_no_update", "removal_step_no_delete"), "postgresql": ("removal_step_only_grows",),
}
STANDS = "a step of a removal stands; its paper may be erased once"
LASTING = (
    "id", "removal_id", "kind", "happened_on", "reference", "note", "document_id", "paper_name", "paper_type",
    "paper_sha256", "recorded_at", "recorded_by",
)  # fmt: skip
SENT = "kind <> 'exclusion' OR state NOT IN ('entered', 'appealed', 'lifted') OR event_on IS NOT NULL"


def upgrade() -> None:
    """An exclusion that is entered was sent, a continued membership has its day, and stands beside no second death."""
    hold("state NOT IN ('entered', 'appealed', 'continued') OR last_day IS NOT NULL", f"{BEFORE}, 'continued'", SENT)
    drop_triggers(*GROWING[op.get_bind().dialect.name])
    with op.batch_alter_table("removal_step") as step:
        step.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))
        step.create_check_constraint(
            op.f("ck_removal_step_erased_had_a_paper"), "erased_at IS NULL OR paper_sha256 IS NOT NULL"
        )
    run(stands())


def downgrade() -> None:
    """As it was; what was erased stays so."""
    drop_triggers("removal_step_stands_update", "removal_step_stands_delete")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_removal_step_stands()")
    with op.batch_alter_table("removal_step") as step:
        step.drop_constraint(op.f("ck_removal_step_erased_had_a_paper"), type_="check")
        step.drop_column("erased_at")
    run(only_grows())
    hold("state NOT IN ('entered', 'appealed') OR last_day IS NOT NULL", BEFORE)


def hold(has_a_day: str, under_way: str, sent: str = "") -> None:
    """Hold the table to these checks, and one removal of a kind to these states."""
    op.drop_index("uq_removal_under_way", "removal")
    with op.batch_alter_table("removal") as removal:
        removal.drop_constraint(op.f("ck_removal_entered_has_a_day"), type_="check")
        removal.create_check_constraint(op.f("ck_removal_entered_has_a_day"), has_a_day)
        if sent:
            removal.create_check_constraint(op.f("ck_removal_entered_exclusion_was_sent"), sent)
        else:
            removal.drop_constraint(op.f("ck_removal_entered_exclusion_was_sent"), type_="check")
    condition = sa.text(f"state IN ({under_way})")
    op.create_index(
        "uq_removal_under_way", "removal", ["member_id", "kind"], unique=True, sqlite_where=condition,
        postgresql_where=condition,
    )


def drop_triggers(*names: str) -> None:
    """Take guards away from the steps."""
    table = "" if op.get_bind().dialect.name == "sqlite" else " ON removal_step"
    run([f"DROP TRIGGER {name}{table}" for name in names])


def run(statements: list[str]) -> None:
    """Run statements as they are."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def stands() -> list[str]:
    """What lets the paper of a step be erased, and nothing else."""
    if op.get_bind().dialect.name == "sqlite":
        refused = [*(f"NEW.{column} IS NOT OLD.{column}" for column in LASTING), "OLD.erased_at IS NOT NULL",
                   "NEW.erased_at IS NULL"]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{STANDS}'); END"
        return [
            f"CREATE TRIGGER removal_step_stands_update BEFORE UPDATE ON removal_step "
            f"WHEN {' OR '.join(refused)} {refuse}",
            f"CREATE TRIGGER removal_step_stands_delete BEFORE DELETE ON removal_step {refuse}",
        ]
    refused = [*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in LASTING), "OLD.erased_at IS NOT NULL",
               "NEW.erased_at IS NULL"]
    function = "refuse_removal_step_stands"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{STANDS}'; END $$",
        f"CREATE TRIGGER removal_step_stands_update BEFORE UPDATE ON removal_step FOR EACH ROW "
        f"WHEN ({' OR '.join(refused)}) EXECUTE FUNCTION {function}()",
        f"CREATE TRIGGER removal_step_stands_delete BEFORE DELETE ON removal_step FOR EACH ROW "
        f"EXECUTE FUNCTION {function}()",
    ]


def only_grows() -> list[str]:
    """What let them only grow before."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER removal_step_no_{verb.lower()} BEFORE {verb} ON removal_step "
            "BEGIN SELECT RAISE(ABORT, 'removal_step only grows'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return ["CREATE TRIGGER removal_step_only_grows BEFORE UPDATE OR DELETE ON removal_step "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"]
