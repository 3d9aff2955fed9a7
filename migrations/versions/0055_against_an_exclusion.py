"""An appeal that is taken back, and what a court says of an exclusion, are steps of their own (§ 68 GenG)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

TABLE = "removal_step"
CHECK = "ck_removal_step_stepkind"
KINDS = ("appeal_withdrawn", "judged_valid", "judged_void")


def upgrade() -> None:
    """Let steps be of these kinds."""
    with triggers_set_aside():
        hold_to(lambda words: [*words, *KINDS])


def downgrade() -> None:
    """They stay in the history, each as something noted, with its day, reference and paper."""
    with triggers_set_aside():
        kinds = ", ".join(f"'{kind}'" for kind in KINDS)
        op.execute(f"UPDATE {TABLE} SET kind = 'reported' WHERE kind IN ({kinds})")
        hold_to(lambda words: [word for word in words if word not in KINDS])


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of the table, and put it back as it was, though SQLite makes the table anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table ORDER BY name")
    kept = connection.execute(named, {"table": TABLE}).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold the kind of a step to the words it has, changed."""
    check = next(each for each in sa.inspect(op.get_bind()).get_check_constraints(TABLE) if each["name"] == CHECK)
    wanted = ", ".join(f"'{word}'" for word in changed(re.findall(r"'(\w+)'", check["sqltext"])))
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"kind IN ({wanted})")
