"""Mandatory shares by an objective scale: said by the statute, with what each member and each applicant has of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SETTINGS = ("mandatory_measure", "mandatory_per_share")
OF_QUANTITIES = {
    "undoing_states_nothing": "(quantity IS NULL) = (undoes_id IS NOT NULL)",
    "quantity_counts": "quantity >= 0",
    "is_measured": "measure <> ''",
    "undone_with_a_reason": "(undoes_id IS NOT NULL) = (note <> '')",
    "proof_or_why_none": "no_proof_why = '' OR proof_sha256 IS NULL",
}
OF_APPLICATIONS = {"quantity_is_measured": "(quantity IS NULL) = (measure = '') AND (quantity IS NULL OR quantity >= 0)"}


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


@contextmanager
def ids_never_given_twice() -> Iterator[None]:
    """Keep which ids of applications were given: SQLite forgets those of deleted drafts when it rebuilds the table."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'application'").scalar()
    yield
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'application'")
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('application', ?)", (last or 0,))


def hold_keys_to(changed: Callable[[list[str]], list[str]]) -> None:
    """Let the statute say what it may say, changed."""
    name = "ck_statute_parameter_parameterkey"
    checks = sa.inspect(op.get_bind()).get_check_constraints("statute_parameter")
    known = re.findall(r"'(\w+)'", next(str(each["sqltext"]) for each in checks if each["name"] == name))
    words = ", ".join(f"'{word}'" for word in changed(known))
    with op.batch_alter_table("statute_parameter") as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), f"key IN ({words})")


def let_only_grow(table: str) -> None:
    """Guard a table against changes, as all ledgers are."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )


def upgrade() -> None:
    """The statute learns two words; nobody's quantity is known yet."""
    with triggers_set_aside():
        hold_keys_to(lambda words: [*words, *SETTINGS])
    op.create_table(
        "scale_quantity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("proof_sha256", sa.String(length=64), nullable=True),
        sa.Column("no_proof_why", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        *(
            sa.CheckConstraint(check, name=op.f(f"ck_scale_quantity_{name}"))
            for name, check in OF_QUANTITIES.items()
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_scale_quantity_member_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["scale_quantity.id"], name=op.f("fk_scale_quantity_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scale_quantity")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_scale_quantity_undoes_id")),
    )
    op.create_index("ix_scale_quantity_member", "scale_quantity", ["member_id", "valid_from"])
    let_only_grow("scale_quantity")
    with ids_never_given_twice(), op.batch_alter_table(
        "application", table_kwargs={"sqlite_autoincrement": True}
    ) as application:
        application.add_column(sa.Column("measure", sa.String(length=120), nullable=False, server_default=""))
        application.add_column(sa.Column("quantity", sa.Integer(), nullable=True))
        for name, check in OF_APPLICATIONS.items():
            application.create_check_constraint(op.f(f"ck_application_{name}"), check)


def downgrade() -> None:
    """What members and applicants have of a measure is lost, with the scale itself."""
    with ids_never_given_twice(), op.batch_alter_table(
        "application", table_kwargs={"sqlite_autoincrement": True}
    ) as application:
        for name in OF_APPLICATIONS:
            application.drop_constraint(op.f(f"ck_application_{name}"), type_="check")
        application.drop_column("quantity")
        application.drop_column("measure")
    op.drop_table("scale_quantity")
    with triggers_set_aside():
        op.execute("DELETE FROM statute_parameter WHERE key IN ('mandatory_measure', 'mandatory_per_share')")
        hold_keys_to(lambda words: [word for word in words if word not in SETTINGS])
