"""The statute may say how many must be there for the assembly to resolve, and of what that is a part."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

SETTINGS = ("gv_quorum", "gv_quorum_of")


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take the triggers of what the statute says away, and make them again as they were."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE statute_parameter DISABLE TRIGGER USER")
        yield
        op.execute("ALTER TABLE statute_parameter ENABLE TRIGGER USER")
        return
    kept = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'statute_parameter' ORDER BY name"
    ).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_keys_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Let the statute say what it may say, changed."""
    name = "ck_statute_parameter_parameterkey"
    checks = sa.inspect(op.get_bind()).get_check_constraints("statute_parameter")
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table("statute_parameter") as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"key IN ({words})")


def upgrade() -> None:
    """The statute learns two words; what was recorded says nothing of them, and the law's answer holds."""
    with triggers_set_aside():
        hold_keys_to(lambda words: [*words, *SETTINGS])


def downgrade() -> None:
    """What statutes said of who must be there is lost."""
    with triggers_set_aside():
        op.execute("DELETE FROM statute_parameter WHERE key IN ('gv_quorum', 'gv_quorum_of')")
        hold_keys_to(lambda words: [word for word in words if word not in SETTINGS])
