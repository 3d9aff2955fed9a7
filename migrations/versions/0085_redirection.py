"""Room and access of a meeting that is on can be changed, with the reason (§ 43b (3), (4) GenG; R-FORM-03)."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

KINDS, REBUILT, TABLE = ("room_changed", "access_changed"), "course_entry", "redirection"


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of the course, and put it back as it was, though SQLite makes the table anew."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {REBUILT} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {REBUILT} ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    kept = [row for row in connection.execute(named).all() if f" {REBUILT} " in f"{row.sql} "]
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def hold_kinds(changed: Callable[[list[str]], list[str]]) -> None:
    """Hold what happens in a meeting to the words it has, changed."""
    name = "ck_course_entry_coursekind"
    checks = sa.inspect(op.get_bind()).get_check_constraints(REBUILT)
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table(REBUILT) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"kind IN ({words})")


def upgrade() -> None:
    """No meeting went elsewhere so far."""
    with triggers_set_aside():
        hold_kinds(lambda words: [*words, *KINDS])
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("place_before", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("access_before", sa.String(length=2000), nullable=False),
        sa.Column("access", sa.String(length=2000), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "place <> place_before OR access <> access_before", name=op.f("ck_redirection_leads_elsewhere")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_redirection_with_a_reason")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_redirection_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirection")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_redirection_assembly", TABLE, ["assembly_id", "changed_at"], unique=False)
    for statement in _grow_only(op.get_bind().dialect.name):
        op.execute(statement)


def _grow_only(dialect: str) -> Sequence[str]:
    if dialect == "postgresql":
        refuse = "EXECUTE FUNCTION refuse_change()"
        return (f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {refuse}",)
    return [
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """Where meetings went is forgotten; that they did stays as a note."""
    op.drop_table(TABLE)
    words = ", ".join(f"'{kind}'" for kind in KINDS)
    with triggers_set_aside():
        op.execute(f"UPDATE {REBUILT} SET kind = 'note' WHERE kind IN ({words})")
        hold_kinds(lambda known: [word for word in known if word not in KINDS])
