"""Addenda to minutes go their way: a draft, then printed, then signed with a copy (§ 47 (2), (4) GenG; R-MIN-06)."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

TABLE, SIGNATURE = "minutes_addendum", "minutes_addendum_signature"
STANDS = "an addendum stands once it is printed; it is taken back unsigned, or sealed once"
_KEPT = ("id", "minutes_id", "number", "text", "document_id", "recorded_at", "recorded_by", "fixed_at", "fixed_by")
_PRINTED = "OLD.document_id IS NOT NULL"
_NUMBERED = "uq_minutes_addendum_minutes_id_number"
_WORDS = ("fixed_by", "taken_back_by", "take_back_reason", "scan_name", "sealed_by")
_CHECKS = {
    "printed_at_a_moment": "(document_id IS NULL) = (fixed_at IS NULL)",
    "taken_back_with_a_reason": "(taken_back_at IS NULL) = (take_back_reason = '')",
    "printed_before": "document_id IS NOT NULL OR sealed_at IS NULL AND taken_back_at IS NULL",
    "sealed_is_not_taken_back": "sealed_at IS NULL OR taken_back_at IS NULL",
    "sealed_is_signed": "(sealed_at IS NULL) = (scan_sha256 IS NULL) AND (sealed_at IS NULL) = (signed_on IS NULL)",
}
_VOID = (
    "(SELECT {what} FROM issued_document d WHERE d.id = minutes_addendum.document_id AND d.standing = 'void')"
)
_FILL = (
    "UPDATE minutes_addendum SET fixed_at = recorded_at, fixed_by = recorded_by",
    "UPDATE minutes_addendum SET taken_back_at = " + _VOID.format(what="COALESCE(d.standing_at, d.issued_at)")
    + ", take_back_reason = " + _VOID.format(
        what="COALESCE(NULLIF(SUBSTR(TRIM(d.standing_reason), 1, 300), ''), 'Für ungültig erklärt')"
    ) + " WHERE " + _VOID.format(what="1") + " = 1",
)


def upgrade() -> None:
    """What was printed lies for signature, for no signed copy could be kept of it; what was made void is taken back."""
    drop_growing()
    with op.batch_alter_table(TABLE) as table:
        for name, kind in (("fixed_at", sa.DateTime()), ("taken_back_at", sa.DateTime()), ("signed_on", sa.Date()),
                           ("scan_sha256", sa.String(64)), ("sealed_at", sa.DateTime())):
            table.add_column(sa.Column(name, kind, nullable=True))
        for name in _WORDS:
            length = {"take_back_reason": 300, "scan_name": 200}.get(name, 400)
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        table.alter_column("document_id", existing_type=sa.Integer(), nullable=True)
        table.drop_constraint(op.f(_NUMBERED), type_="unique")
    for statement in _FILL:
        op.execute(statement)
    with op.batch_alter_table(TABLE) as table:
        for name in _WORDS:
            table.alter_column(name, existing_type=sa.String(), server_default=None)
        for name, condition in _CHECKS.items():
            table.create_check_constraint(op.f(f"ck_{TABLE}_{name}"), condition)
    op.create_index(
        "uq_minutes_addendum_number", TABLE, ["minutes_id", "number"], unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"), postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    create_signatures()
    for statement in addendum_stands(op.get_bind().dialect.name):
        op.execute(statement)


def create_signatures() -> None:
    """Nobody is known to have signed an addendum."""
    signer = sa.Enum(
        "chair", "management_board_member", name="signer", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        SIGNATURE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("addendum_id", sa.Integer(), nullable=False),
        sa.Column("signer", signer, nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f(f"ck_{SIGNATURE}_somebody_signed")),
        sa.ForeignKeyConstraint(["addendum_id"], [f"{TABLE}.id"], name=op.f(f"fk_{SIGNATURE}_addendum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SIGNATURE}")),
        sa.UniqueConstraint("addendum_id", "signer", "name", name=op.f(f"uq_{SIGNATURE}_addendum_id_signer_name")),
    )
    for statement in only_grows(SIGNATURE, op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """An addendum is what was printed: drafts go, and what was taken back; who signed is known no longer."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.drop_table(SIGNATURE)
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER minutes_addendum_stands_{verb}" + f" ON {TABLE}" * is_postgresql)
        if is_postgresql:
            op.execute(f"DROP FUNCTION refuse_minutes_addendum_stands_{verb}()")
    op.execute(f"DELETE FROM {TABLE} WHERE document_id IS NULL OR taken_back_at IS NOT NULL")
    op.drop_index("uq_minutes_addendum_number", TABLE)
    with op.batch_alter_table(TABLE) as table:
        for name in _CHECKS:
            table.drop_constraint(op.f(f"ck_{TABLE}_{name}"), type_="check")
        for name in ("fixed_at", "taken_back_at", "signed_on", "scan_sha256", "sealed_at", *_WORDS):
            table.drop_column(name)
        table.alter_column("document_id", existing_type=sa.Integer(), nullable=False)
        table.create_unique_constraint(op.f(_NUMBERED), ["minutes_id", "number"])
    for statement in only_grows(TABLE, op.get_bind().dialect.name):
        op.execute(statement)


def only_grows(table: str, dialect: str) -> list[str]:
    """What lets a table only grow."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def drop_growing() -> None:
    """An addendum changes until it is printed, and is signed after that."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {TABLE}_only_grows ON {TABLE}")
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER {TABLE}_no_{verb}")


def addendum_stands(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was printed, taken back and sealed; a draft may change or go."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    kept = " OR ".join(map(differs.format, _KEPT))
    changed = f"{_PRINTED} AND ({kept} OR OLD.taken_back_at IS NOT NULL OR OLD.sealed_at IS NOT NULL)"
    return (*_refusing("UPDATE", changed, dialect), *_refusing("DELETE", _PRINTED, dialect))


def _refusing(verb: str, condition: str, dialect: str) -> tuple[str, ...]:
    name = f"minutes_addendum_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{STANDS}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} WHEN {condition} {refuse}",)
    refuse = f"$$ BEGIN RAISE EXCEPTION '{STANDS}'; END $$"
    return (
        f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
        (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {TABLE} FOR EACH ROW WHEN ({condition}) "
            f"EXECUTE FUNCTION refuse_{name}()"
        ),
    )
