"""A step of a removal takes another back; who writes a membership waits for who writes another (§ 68 GenG; R-REG-05)."""

import re
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

STEP, CHECK = "removal_step", "ck_removal_step_stepkind"
LASTING = (
    "id", "removal_id", "kind", "happened_on", "reference", "note", "document_id", "paper_name", "paper_type",
    "paper_sha256", "recorded_at", "recorded_by",
)  # fmt: skip
STANDS = "a step of a removal stands; its paper may be erased once"
POINTS = "ck_removal_step_takes_another_back", "(kind = 'taken_back') = (takes_back_id IS NOT NULL)"
POINTER, ONCE = "fk_removal_step_takes_back_id", "uq_removal_step_takes_back_id"
GUARDS = {
    "membership_period_one_at_a_time": "NEW.member_id",
    "membership_exit_fits": "(SELECT member_id FROM membership_period WHERE id = NEW.period_id)",
}
"""Guard → the member whose membership it is about."""


def upgrade() -> None:
    """No step is taken back yet; on PostgreSQL the guards of the register wait for who holds the member."""
    for name, whose in GUARDS.items():
        begin_otherwise(name, "BEGIN ", f"BEGIN PERFORM 1 FROM member WHERE id = {whose} FOR UPDATE; ")
    let_go()
    hold_to(lambda words: [*words, "taken_back"])
    with op.batch_alter_table(STEP) as step:
        step.add_column(sa.Column("takes_back_id", sa.Integer(), nullable=True))
        step.create_check_constraint(op.f(POINTS[0]), POINTS[1])
        step.create_unique_constraint(op.f(ONCE), ["takes_back_id"])
        step.create_foreign_key(op.f(POINTER), STEP, ["takes_back_id"], ["id"])
    stand([*LASTING, "takes_back_id"])


def downgrade() -> None:
    """What takes a step back stays in the history as something noted; that step counts again."""
    let_go()
    with op.batch_alter_table(STEP) as step:
        step.drop_constraint(op.f(POINTER), type_="foreignkey")
        step.drop_constraint(op.f(ONCE), type_="unique")
        step.drop_constraint(op.f(POINTS[0]), type_="check")
        step.drop_column("takes_back_id")
    op.execute(f"UPDATE {STEP} SET kind = 'reported' WHERE kind = 'taken_back'")
    hold_to(lambda words: [word for word in words if word != "taken_back"])
    stand(LASTING)
    for name, whose in GUARDS.items():
        begin_otherwise(name, f"BEGIN PERFORM 1 FROM member WHERE id = {whose} FOR UPDATE; ", "BEGIN ")


def begin_otherwise(name: str, former: str, now: str) -> None:
    """Let a guard of the register begin otherwise; SQLite lets one transaction write at a time anyway."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    body = connection.exec_driver_sql(f"SELECT prosrc FROM pg_proc WHERE proname = '{name}'").scalar_one()
    run([
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body.replace(former, now, 1)}$$"
    ])


def hold_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold the kind of a step to the words it has, changed."""
    check = next(each for each in sa.inspect(op.get_bind()).get_check_constraints(STEP) if each["name"] == CHECK)
    wanted = ", ".join(f"'{word}'" for word in changed(re.findall(r"'(\w+)'", check["sqltext"])))
    with op.batch_alter_table(STEP) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"kind IN ({wanted})")


def let_go() -> None:
    """Let steps be changed while the table is."""
    table = "" if op.get_bind().dialect.name == "sqlite" else f" ON {STEP}"
    run([f"DROP TRIGGER {STEP}_stands_{verb}{table}" for verb in ("update", "delete")])


def stand(lasting: Sequence[str]) -> None:
    """Let the paper of a step be erased, and nothing else."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    differs = "NEW.{0} IS NOT OLD.{0}" if is_sqlite else "NEW.{0} IS DISTINCT FROM OLD.{0}"
    refused = " OR ".join([*map(differs.format, lasting), "OLD.erased_at IS NOT NULL", "NEW.erased_at IS NULL"])
    refuse = f"BEGIN SELECT RAISE(ABORT, '{STANDS}'); END" if is_sqlite else f"EXECUTE FUNCTION refuse_{STEP}_stands()"
    update, each = (refused, "") if is_sqlite else (f"({refused})", " FOR EACH ROW")
    run([
        f"CREATE TRIGGER {STEP}_stands_update BEFORE UPDATE ON {STEP}{each} WHEN {update} {refuse}",
        f"CREATE TRIGGER {STEP}_stands_delete BEFORE DELETE ON {STEP}{each} {refuse}",
    ])


def run(statements: Sequence[str]) -> None:
    """Run statements as they are."""
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)
