"""What was told is corrected; a meeting has a length; at a physical one votes are also cast in other ways (§§ 43b, 46)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

KIND = "ck_dispatch_dispatchkind"
TABLES = ("assembly", "form_vote", "dispatch")
WAYS = ("written", "electronic", "written_and_electronic")


def ways(table: str) -> sa.Column[str]:
    """In which ways votes are cast beside the hall."""
    kind = sa.Enum(*WAYS, name=f"{table}_alsovoting", native_enum=False, create_constraint=False, length=40)
    return sa.Column("also_voting", kind, nullable=True)


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of these tables, and put it back as it was, though SQLite makes them anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if any(f" {table} " in f"{row.sql} " for table in TABLES)]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold the kind of what is told to the words it has, changed."""
    check = next(each for each in sa.inspect(op.get_bind()).get_check_constraints("dispatch") if each["name"] == KIND)
    wanted = ", ".join(f"'{word}'" for word in changed(re.findall(r"'(\w+)'", str(check["sqltext"]))))
    with op.batch_alter_table("dispatch") as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.create_check_constraint(op.f(KIND), f"kind IN ({wanted})")


def upgrade() -> None:
    """Every assembly so far is planned for three hours, and votes in its form alone."""
    with triggers_set_aside():
        hold_to(lambda words: [*words, "correction"])
        words = ", ".join(f"'{each}'" for each in WAYS)
        with op.batch_alter_table("assembly") as batch:
            batch.add_column(sa.Column("lasts_minutes", sa.Integer(), nullable=False, server_default="180"))
            batch.add_column(ways("assembly"))
            batch.create_check_constraint(
                op.f("ck_assembly_lasts_a_while"), "lasts_minutes > 0 AND lasts_minutes <= 1440"
            )
            batch.create_check_constraint(op.f("ck_assembly_alsovoting"), f"also_voting IN ({words})")
            batch.create_check_constraint(
                op.f("ck_assembly_also_votes_in_the_hall"), "also_voting IS NULL OR form = 'physical'"
            )
        with op.batch_alter_table("assembly") as batch:
            batch.alter_column("lasts_minutes", server_default=None)
        with op.batch_alter_table("form_vote") as batch:
            batch.add_column(ways("form_vote"))
            batch.create_check_constraint(op.f("ck_form_vote_alsovoting"), f"also_voting IN ({words})")
            batch.create_check_constraint(
                op.f("ck_form_vote_also_votes_in_the_hall"), "also_voting IS NULL OR form = 'physical'"
            )


def downgrade() -> None:
    """Corrections stay in the history, each as an addition without items; lengths and ways of voting are forgotten."""
    with triggers_set_aside():
        op.execute("UPDATE dispatch SET kind = 'addition' WHERE kind = 'correction'")
        hold_to(lambda words: [word for word in words if word != "correction"])
        with op.batch_alter_table("form_vote") as batch:
            for name in ("alsovoting", "also_votes_in_the_hall"):
                batch.drop_constraint(op.f(f"ck_form_vote_{name}"), type_="check")
            batch.drop_column("also_voting")
        with op.batch_alter_table("assembly") as batch:
            for name in ("alsovoting", "also_votes_in_the_hall", "lasts_a_while"):
                batch.drop_constraint(op.f(f"ck_assembly_{name}"), type_="check")
            batch.drop_column("also_voting")
            batch.drop_column("lasts_minutes")
