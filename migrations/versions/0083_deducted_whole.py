"""A claim that a loss carried forward takes whole is settled, too (§ 73 (4) GenG; R-PAY-03)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

NAME = "ck_settlement_claims_something"
BEFORE = "claim >= 0 AND (claim > 0 OR borne > 0) AND set_off BETWEEN 0 AND claim"
SINCE = "claim >= 0 AND (claim > 0 OR deducted > 0 OR borne > 0) AND set_off BETWEEN 0 AND claim"
UNKNOWN = "SELECT count(*) FROM settlement WHERE claim = 0 AND borne = 0"


def upgrade() -> None:
    """What is there already claims something."""
    hold_to(SINCE)


def downgrade() -> None:
    """Refuse where something was settled that the revision before does not know."""
    if op.get_bind().scalar(sa.text(UNKNOWN)):
        raise RuntimeError("A claim was settled that a loss took whole, which the revision before does not know.")
    hold_to(BEFORE)


def hold_to(condition: str) -> None:
    """Put another condition in the place of the one that holds."""
    with triggers_set_aside("settlement"), op.batch_alter_table("settlement") as settlement:
        settlement.drop_constraint(op.f(NAME), type_="check")
        settlement.create_check_constraint(op.f(NAME), condition)


@contextmanager
def triggers_set_aside(table: str) -> Iterator[None]:
    """Take off what names a table while it is made anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    naming = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name")
    kept = connection.execute(naming, {"naming": f"%{table}%"}).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)
