"""The statute may want a part to be there; of who came it is kept with whom together, and what was stated."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0067"
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


_SENTENCE = "who came stands; the going is added once"
_KEPT = ("id", "assembly_id", "member_id", "party_id", "name", "capacity", "mode", "grant_id", "came_at", "recorded_by")
_NEW = ("jointly_id", "statement")


def guard_presence(kept: tuple[str, ...]) -> None:
    """Let the database keep who came, in these columns; repeated here on purpose, for the model goes on changing."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if is_postgresql else "NEW.{0} IS NOT OLD.{0}"
    changed = " OR ".join((*map(differs.format, kept), "OLD.left_at IS NOT NULL"))
    if is_postgresql:
        op.execute(
            "CREATE TRIGGER presence_stands_update BEFORE UPDATE ON presence FOR EACH ROW "
            f"WHEN ({changed}) EXECUTE FUNCTION refuse_presence_stands()"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
    op.execute(f"CREATE TRIGGER presence_stands_update BEFORE UPDATE ON presence WHEN {changed} {refuse}")
    op.execute(f"CREATE TRIGGER presence_stands_delete BEFORE DELETE ON presence {refuse}")


def unguard_presence() -> None:
    """Take the guard away for a while; on SQLite that of deletions, too, for the table is built anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER presence_stands_update ON presence")
        return
    op.execute("DROP TRIGGER presence_stands_update")
    op.execute("DROP TRIGGER presence_stands_delete")


def upgrade() -> None:
    """The statute learns two words; of who came it is kept with whom together, and what was stated at the door."""
    with triggers_set_aside():
        hold_keys_to(lambda words: [*words, *SETTINGS])
    unguard_presence()
    with op.batch_alter_table("presence") as batch:
        batch.add_column(sa.Column("jointly_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("statement", sa.String(length=300), server_default="", nullable=False))
        batch.create_foreign_key(op.f("fk_presence_jointly_id"), "party", ["jointly_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_presence_jointly_by_law"), "jointly_id IS NULL OR capacity IN ('legal', 'appointed')"
        )
        batch.create_check_constraint(op.f("ck_presence_stated_to_act_by_law"), "statement = '' OR capacity = 'legal'")
    op.create_index("ix_presence_jointly", "presence", ["jointly_id"], unique=False)
    guard_presence((*_KEPT, *_NEW))


def downgrade() -> None:
    """What statutes said of who must be there is lost, and who came together."""
    unguard_presence()
    op.drop_index("ix_presence_jointly", "presence")
    with op.batch_alter_table("presence") as batch:
        batch.drop_constraint(op.f("ck_presence_stated_to_act_by_law"), type_="check")
        batch.drop_constraint(op.f("ck_presence_jointly_by_law"), type_="check")
        batch.drop_constraint(op.f("fk_presence_jointly_id"), type_="foreignkey")
        batch.drop_column("statement")
        batch.drop_column("jointly_id")
    guard_presence(_KEPT)
    with triggers_set_aside():
        op.execute("DELETE FROM statute_parameter WHERE key IN ('gv_quorum', 'gv_quorum_of')")
        hold_keys_to(lambda words: [word for word in words if word not in SETTINGS])
