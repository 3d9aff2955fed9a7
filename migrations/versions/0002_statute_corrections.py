"""A registered version of the statute never changes; a correction stands in the place of one recorded wrongly."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSED = "a registered version of the statute never changes"
FINAL = ("title", "resolved_on", "registered_on", "note", "recorded_at", "corrects_id")
REGISTERED = "EXISTS (SELECT 1 FROM statute_version WHERE id = {row}.version_id AND registered_on IS NOT NULL)"


def sqlite_triggers() -> list[str]:
    """The guards of both tables on SQLite."""
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FINAL)
    was_registered = "OLD.registered_on IS NOT NULL"
    old, new = REGISTERED.format(row="OLD"), REGISTERED.format(row="NEW")
    conditions = {
        "statute_version": {"UPDATE": f"{was_registered} AND ({changed})", "DELETE": was_registered},
        "statute_parameter": {"INSERT": new, "UPDATE": f"{old} OR {new}", "DELETE": old},
    }
    return [
        f"CREATE TRIGGER {table}_registered_stands_{verb.lower()} BEFORE {verb} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table, verbs in conditions.items() for verb, condition in verbs.items()
    ]


def postgresql_triggers() -> list[str]:
    """The guards of both tables on PostgreSQL."""
    refuse = f"RAISE EXCEPTION '{REFUSED}';"
    new, old = (", ".join(f"{row}.{column}" for column in FINAL) for row in ("NEW", "OLD"))
    changed = f"TG_OP = 'DELETE' OR ({new}) IS DISTINCT FROM ({old})"
    version = f"IF OLD.registered_on IS NOT NULL THEN IF {changed} THEN {refuse} END IF; END IF;"
    parameter = "".join(
        f"IF TG_OP <> '{other}' THEN IF {REGISTERED.format(row=row)} THEN {refuse} END IF; END IF; "
        for row, other in (("OLD", "INSERT"), ("NEW", "DELETE"))
    )
    statements = []
    for table, verbs, check in (
        ("statute_version", "UPDATE OR DELETE", version),
        ("statute_parameter", "INSERT OR UPDATE OR DELETE", parameter),
    ):
        name, body = f"{table}_registered_stands", f"BEGIN {check} RETURN COALESCE(NEW, OLD); END"
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
            f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements


def upgrade() -> None:
    """Let versions be corrected by others, then guard those registered."""
    with op.batch_alter_table("statute_version") as batch:
        batch.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("uq_statute_version_registered_on"), type_="unique")
        batch.create_unique_constraint(op.f("uq_statute_version_corrects_id"), ["corrects_id"])
        batch.create_foreign_key(op.f("fk_statute_version_corrects_id"), "statute_version", ["corrects_id"], ["id"])
        batch.create_check_constraint(op.f("ck_statute_version_corrects_another"), "corrects_id <> id")
        batch.create_index("ix_statute_version_registered_on", ["registered_on"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_triggers() if is_sqlite else postgresql_triggers():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Take the guards away; of a version and its correction only the correction stays registered."""
    for table in ("statute_parameter", "statute_version"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_registered_stands_{verb}")
        else:
            op.execute(f"DROP TRIGGER {table}_registered_stands ON {table}")
            op.execute(f"DROP FUNCTION {table}_registered_stands()")
    op.execute(
        "UPDATE statute_version SET registered_on = NULL WHERE id IN (SELECT corrects_id FROM statute_version "
        "WHERE corrects_id IS NOT NULL AND registered_on IS NOT NULL)"
    )
    with op.batch_alter_table("statute_version") as batch:
        batch.drop_index("ix_statute_version_registered_on")
        batch.drop_constraint(op.f("ck_statute_version_corrects_another"), type_="check")
        batch.drop_constraint(op.f("fk_statute_version_corrects_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_statute_version_corrects_id"), type_="unique")
        batch.drop_column("corrects_id")
        batch.create_unique_constraint(op.f("uq_statute_version_registered_on"), ["registered_on"])
