"""A version of the statute may split the shares; what multiplies them stands in the ledger (§ 22b GenG)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

BEFORE = (
    "subscription", "further_shares", "mandatory", "transfer_in", "transfer_out", "cancellation", "exit", "taken_over",
    "reversal",
)  # fmt: skip
GROUNDS = (*BEFORE[:-1], "split", BEFORE[-1])
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%share_entry%' ORDER BY name"
CHECKS = {
    "split_adds": "ground <> 'split' OR change > 0",
    "multiplies_an_act": "multiplies_id IS NULL OR ground NOT IN ('split', 'reversal')",
}
REFUSED = "a registered version of the statute never changes"
FINAL = ("title", "resolved_on", "registered_on", "note", "recorded_at", "corrects_id", "registered_at")


def upgrade() -> None:
    """No version of those recorded says that it splits the shares."""
    op.add_column(
        "statute_version", sa.Column("splits_shares", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    guard((*FINAL, "splits_shares"))
    with triggers_taken_off(), op.batch_alter_table("share_entry") as entry:
        entry.add_column(sa.Column("multiplies_id", sa.Integer(), nullable=True))
        entry.create_foreign_key(op.f("fk_share_entry_multiplies_id"), "share_entry", ["multiplies_id"], ["id"])
        hold(entry, GROUNDS)
        for name, check in CHECKS.items():
            entry.create_check_constraint(op.f(f"ck_share_entry_{name}"), check)
    op.create_index("ix_share_entry_multiplies_id", "share_entry", ["multiplies_id"])


def downgrade() -> None:
    """Refuse where shares were split: the ledger only grows."""
    split = "SELECT count(*) FROM share_entry WHERE ground = 'split' OR multiplies_id IS NOT NULL"
    if op.get_bind().scalar(sa.text(split)):
        raise RuntimeError("Shares were split, which the revision before does not know.")
    op.drop_index("ix_share_entry_multiplies_id", "share_entry")
    with triggers_taken_off(), op.batch_alter_table("share_entry") as entry:
        for name in CHECKS:
            entry.drop_constraint(op.f(f"ck_share_entry_{name}"), type_="check")
        hold(entry, BEFORE)
        entry.drop_constraint(op.f("fk_share_entry_multiplies_id"), type_="foreignkey")
        entry.drop_column("multiplies_id")
    guard(FINAL)
    op.drop_column("statute_version", "splits_shares")


def hold(entry: object, grounds: tuple[str, ...]) -> None:
    """Hold the ledger to these grounds."""
    known = ", ".join(f"'{ground}'" for ground in grounds)
    entry.drop_constraint(op.f("ck_share_entry_shareground"), type_="check")
    entry.create_check_constraint(op.f("ck_share_entry_shareground"), f"ground IN ({known})")


@contextmanager
def triggers_taken_off() -> Iterator[None]:
    """Take off what names the ledger while SQLite makes it anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.execute(sa.text(TRIGGERS)).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def guard(final: tuple[str, ...]) -> None:
    """Let the database refuse to change these of a registered version."""
    connection, name = op.get_bind(), "statute_version_registered_stands"
    if connection.dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in final)
        connection.exec_driver_sql(f"DROP TRIGGER {name}_update")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name}_update BEFORE UPDATE ON statute_version WHEN OLD.registered_on IS NOT NULL AND "
            f"({changed}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    new, old = (", ".join(f"{row}.{column}" for column in final) for row in ("NEW", "OLD"))
    changed = f"TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old})"
    check = f"IF OLD.registered_on IS NOT NULL THEN IF {changed} THEN RAISE EXCEPTION '{REFUSED}'; END IF; END IF;"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {check} "
        "RETURN COALESCE(NEW, OLD); END $$"
    )
