"""The register names a universal succession as the ground of an exit, apart from a dissolution."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BEFORE = ("notice", "transfer", "death", "dissolution", "exclusion", "special_termination", "other")
GROUNDS = (*BEFORE[:4], "universal_succession", *BEFORE[4:])
TABLES = ("membership_exit", "settlement")
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name"


def upgrade() -> None:
    """Let it be named; what stands in the ledger of exits stays as it was entered."""
    hold(GROUNDS)


def downgrade() -> None:
    """Refuse where it is named: the ledger only grows."""
    for table in TABLES:
        named = sa.text(f"SELECT count(*) FROM {table} WHERE ground = 'universal_succession'")  # noqa: S608  our own names
        if op.get_bind().scalar(named):
            raise RuntimeError("Memberships ended by universal succession, which the revision before does not know.")
    hold(BEFORE)


def hold(grounds: tuple[str, ...]) -> None:
    """Hold both tables to these grounds."""
    known = ", ".join(f"'{ground}'" for ground in grounds)
    for table in TABLES:
        with triggers_taken_off(table), op.batch_alter_table(table) as held:
            held.drop_constraint(op.f(f"ck_{table}_exitground"), type_="check")
            held.create_check_constraint(op.f(f"ck_{table}_exitground"), f"ground IN ({known})")


@contextmanager
def triggers_taken_off(table: str) -> Iterator[None]:
    """Take off what names the table while SQLite makes it anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.execute(sa.text(TRIGGERS), {"naming": f"%{table}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)
