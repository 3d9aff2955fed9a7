"""Who audits which period, and until when; when papers were erased in time."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


SENTENCE = "a proposed change stands; it may be erased once, and wholly"
LASTING = (
    "id", "member_id", "matter", "valid_from", "entered_by", "entered_by_name", "entered_at", "is_by_member",
    "proof_sha256",
)  # fmt: skip


def stands() -> list[str]:
    """What lets a proposed change be erased, and nothing else."""
    if op.get_bind().dialect.name == "sqlite":
        refused = [*(f"NEW.{column} IS NOT OLD.{column}" for column in LASTING), "OLD.erased_at IS NOT NULL",
                   "NEW.erased_at IS NULL", "NEW.content <> '{}'", "NEW.told_to <> '[]'"]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        return [
            f"CREATE TRIGGER proposed_change_stands_update BEFORE UPDATE ON proposed_change "
            f"WHEN {' OR '.join(refused)} {refuse}",
            f"CREATE TRIGGER proposed_change_stands_delete BEFORE DELETE ON proposed_change {refuse}",
        ]
    refused = [*(f"NEW.{column}::text IS DISTINCT FROM OLD.{column}::text" for column in LASTING),
               "OLD.erased_at IS NOT NULL", "NEW.erased_at IS NULL", "NEW.content::text <> '{}'",
               "NEW.told_to::text <> '[]'"]
    function = "refuse_proposed_change_stands"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
        f"CREATE TRIGGER proposed_change_stands_update BEFORE UPDATE ON proposed_change FOR EACH ROW "
        f"WHEN ({' OR '.join(refused)}) EXECUTE FUNCTION {function}()",
        f"CREATE TRIGGER proposed_change_stands_delete BEFORE DELETE ON proposed_change FOR EACH ROW "
        f"EXECUTE FUNCTION {function}()",
    ]


def only_grows() -> list[str]:
    """What let it only grow before."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER proposed_change_no_{verb.lower()} BEFORE {verb} ON proposed_change "
            "BEGIN SELECT RAISE(ABORT, 'proposed_change only grows'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return ["CREATE TRIGGER proposed_change_only_grows BEFORE UPDATE OR DELETE ON proposed_change "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"]


def replace_triggers(former: tuple[str, ...], latter: list[str]) -> None:
    """Put other guards over the proposed changes."""
    connection = op.get_bind()
    table = "" if connection.dialect.name == "sqlite" else " ON proposed_change"
    for name in former:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
    for statement in latter:
        connection.exec_driver_sql(statement)


def growing_triggers() -> tuple[str, ...]:
    """The names of the guards before."""
    if op.get_bind().dialect.name == "sqlite":
        return ("proposed_change_no_update", "proposed_change_no_delete")
    return ("proposed_change_only_grows",)


def upgrade() -> None:
    """A table of assignments; nobody is assigned yet. Nothing is erased yet."""
    op.add_column("subscription", sa.Column("erased_at", sa.DateTime(), nullable=True))
    op.add_column("proposed_change", sa.Column("erased_at", sa.DateTime(), nullable=True))
    replace_triggers(growing_triggers(), stands())
    op.create_table(
        "audit_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("access_until", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.String(length=400), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_audit_assignment_period_runs_forward")),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name=op.f("ck_audit_assignment_ended_by_somebody")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_assignment_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_assignment")),
    )
    op.create_index("ix_audit_assignment_account", "audit_assignment", ["account_id"])


def downgrade() -> None:
    """Without the table every auditor sees what the role allows; what was erased stays so."""
    replace_triggers(("proposed_change_stands_update", "proposed_change_stands_delete"), [])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_proposed_change_stands()")
    op.drop_column("proposed_change", "erased_at")
    op.drop_column("subscription", "erased_at")
    replace_triggers((), only_grows())
    op.drop_index("ix_audit_assignment_account", table_name="audit_assignment")
    op.drop_table("audit_assignment")
