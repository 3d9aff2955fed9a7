"""An assembly that nobody opened may be noted as not held, once its days are over (R-GV-02)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

TABLE = "assembly"
ENDED, CONVENED, STATES = (
    f"ck_{TABLE}_{name}" for name in ("ended_has_a_moment", "convened_at_a_time", "assemblystate")
)


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take off what names the table while it is made anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name")
    made = connection.execute(named, {"naming": f"%{TABLE}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def hold_to(convened: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    """Hold the states of a convened assembly that ended, and of a plan, to what goes with them."""
    ended = ", ".join(f"'{state}'" for state in (*convened, *dropped))
    with_moment = ", ".join(f"'{state}'" for state in ("convened", *convened))
    with triggers_set_aside(), op.batch_alter_table(TABLE) as table:
        for name in (ENDED, CONVENED, STATES):
            table.drop_constraint(op.f(name), type_="check")
        table.create_check_constraint(op.f(STATES), f"state IN ('planned', 'convened', {ended})")
        table.create_check_constraint(op.f(ENDED), f"(state IN ({ended})) = (ended_at IS NOT NULL)")
        table.create_check_constraint(op.f(CONVENED), f"state NOT IN ({with_moment}) OR convened_at IS NOT NULL")


def upgrade() -> None:
    """No assembly was noted so before."""
    hold_to(("cancelled", "not_held"), ("discarded",))


def downgrade() -> None:
    """What did not take place counts as called off."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        with triggers_set_aside():
            op.execute(f"UPDATE {TABLE} SET state = 'cancelled' WHERE state = 'not_held'")
    else:
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        op.execute(f"UPDATE {TABLE} SET state = 'cancelled' WHERE state = 'not_held'")
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
    hold_to(("cancelled",), ("discarded",))
