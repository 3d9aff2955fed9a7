"""Minutes of assemblies: their parts as worded, what lies for signature, who signed, addenda (§ 47 GenG)."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0064"
branch_labels = None
depends_on = None

TABLES = ("minutes_section", "minutes", "minutes_signature", "minutes_addendum")
GROWING = ("minutes_signature", "minutes_addendum")


def one_of(name: str, *values: str) -> sa.Enum:
    """One of these words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Nothing is minuted yet."""
    op.create_table(
        "minutes_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("part", one_of("part", "opening", "item", "closing"), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("told_until", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.Column("edited_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(part = 'item') = (item_id IS NOT NULL)", name=op.f("ck_minutes_section_items_have_their_part")
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_minutes_section_assembly_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_minutes_section_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_section")),
    )
    for name, columns, condition in (
        ("item", ["assembly_id", "item_id"], "item_id IS NOT NULL"),
        ("part", ["assembly_id", "part"], "item_id IS NULL"),
    ):
        op.create_index(
            f"uq_minutes_section_{name}", "minutes_section", columns, unique=True, sqlite_where=sa.text(condition),
            postgresql_where=sa.text(condition),
        )
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(), nullable=False),
        sa.Column("fixed_by", sa.String(length=400), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("taken_back_by", sa.String(length=400), nullable=False),
        sa.Column("take_back_reason", sa.String(length=300), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("scan_sha256", sa.String(length=64), nullable=True),
        sa.Column("scan_name", sa.String(length=200), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("sealed_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (take_back_reason = '')", name=op.f("ck_minutes_taken_back_with_a_reason")
        ),
        sa.CheckConstraint(
            "sealed_at IS NULL OR taken_back_at IS NULL", name=op.f("ck_minutes_sealed_is_not_taken_back")
        ),
        sa.CheckConstraint(
            "(sealed_at IS NULL) = (scan_sha256 IS NULL) AND (sealed_at IS NULL) = (signed_on IS NULL)",
            name=op.f("ck_minutes_sealed_is_signed"),
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_minutes_assembly_id")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_minutes_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    )
    op.create_index(
        "uq_minutes_assembly", "minutes", ["assembly_id"], unique=True, sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "minutes_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("signer", one_of("signer", "chair", "management_board_member"), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_minutes_signature_somebody_signed")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_signature_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_signature")),
        sa.UniqueConstraint("minutes_id", "signer", "name", name=op.f("uq_minutes_signature_minutes_id_signer_name")),
    )
    op.create_table(
        "minutes_addendum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=400), nullable=False),
        sa.CheckConstraint("number > 0 AND text <> ''", name=op.f("ck_minutes_addendum_says_something")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_minutes_addendum_document_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_addendum_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_addendum")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_addendum_minutes_id_number")),
    )
    dialect = op.get_bind().dialect.name
    growing = [statement for table in GROWING for statement in only_grows(table, dialect)]
    for statement in (*minutes_stand(dialect), *text_stands(dialect), *growing):
        op.execute(statement)


def downgrade() -> None:
    """Take the minutes away."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_minutes_stands()")
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP FUNCTION minutes_section_stands_{verb}()")


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


def refusing_ddl(table: str, sentence: str, changed: str, dialect: str) -> tuple[str, ...]:
    """What refuses an UPDATE of a row where a condition holds, and every DELETE."""
    name = f"{table}_stands"
    if dialect == "postgresql":
        refuse = f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
        return (
            f"CREATE OR REPLACE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS {refuse}",
            (
                f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) "
                f"EXECUTE FUNCTION refuse_{name}()"
            ),
            f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    return (
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} {refuse}",
    )


MINUTES_STAND = "minutes stand; they are taken back unsigned, or sealed once"
_KEPT = ("id", "assembly_id", "document_id", "fixed_at", "fixed_by")
TEXT_STANDS = "the minutes lie for signature; take them back to change them"
_IS_FIXED = "EXISTS (SELECT 1 FROM minutes WHERE assembly_id = {row}.assembly_id AND taken_back_at IS NULL)"


def minutes_stand(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps what was printed, taken back and sealed."""
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if dialect == "postgresql" else "NEW.{0} IS NOT OLD.{0}"
    changed = [*map(differs.format, _KEPT), "OLD.taken_back_at IS NOT NULL", "OLD.sealed_at IS NOT NULL"]
    return refusing_ddl("minutes", MINUTES_STAND, " OR ".join(changed), dialect)


def text_stands(dialect: str) -> tuple[str, ...]:
    """The statements by which the database keeps the texts of minutes that lie for signature or are sealed."""
    rows = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return tuple(
        statement for verb, row in rows.items() for statement in _refusing(verb, _IS_FIXED.format(row=row), dialect)
    )


def _refusing(verb: str, condition: str, dialect: str) -> tuple[str, ...]:
    name = f"minutes_section_stands_{verb.lower()}"
    if dialect != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{TEXT_STANDS}'); END"
        return (f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_section WHEN {condition} {refuse}",)
    back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{TEXT_STANDS}'; END IF; RETURN {back}; END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {verb} ON minutes_section FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
