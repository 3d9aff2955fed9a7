"""Guard what must never be false: closed resolutions, issued documents, the register of certificates."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SENTENCES = {
    "resolution": "A decided resolution cannot change",
    "issued_document": "an issued document keeps what it states, and speaks no more once replaced or void",
}
NUMBERED = ("organ", "year", "ordinal", "number", "procedure", "opened_at")
ONCE_CLOSED = ("title", "deadline_on", "meeting_on", "place", "closed_at")
SET_ONCE = ("protocol_document_id", "record_sha256", "signed_on")
LASTING = ("kind", "subject", "issued_at", "check_code")


def changed(table: str, is_sqlite: bool) -> str:
    """The condition under which an UPDATE is refused."""
    if table == "resolution":
        differ = "NEW.{0} IS NOT OLD.{0}" if is_sqlite else "NEW.{0} IS DISTINCT FROM OLD.{0}"
        closed = " OR ".join(map(differ.format, ONCE_CLOSED))
        refused = [
            *map(differ.format, NUMBERED), f"(OLD.closed_at IS NOT NULL AND ({closed}))",
            *(f"(OLD.{column} IS NOT NULL AND {differ.format(column)})" for column in SET_ONCE),
        ]
    else:
        differ = "NEW.{0} IS NOT OLD.{0}" if is_sqlite else "NEW.{0}::text IS DISTINCT FROM OLD.{0}::text"
        refused = [
            *map(differ.format, LASTING), f"(NEW.facts IS NOT NULL AND {differ.format('facts')})",
            f"(OLD.standing <> 'valid' AND {differ.format('standing')})",
            *(f"(OLD.{column} IS NOT NULL AND {differ.format(column)})" for column in ("replaced_by_id", "erased_at")),
        ]
    return " OR ".join(refused)


def sqlite_triggers() -> list[str]:
    """The guards on SQLite."""
    statements = []
    for table, sentence in SENTENCES.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        statements += [
            f"CREATE TRIGGER {table}_stands_update BEFORE UPDATE ON {table} WHEN {changed(table, True)} {refuse}",
            f"CREATE TRIGGER {table}_stands_delete BEFORE DELETE ON {table} {refuse}",
        ]
    return statements + [
        f"CREATE TRIGGER certificate_no_{verb.lower()} BEFORE {verb} ON certificate "
        "BEGIN SELECT RAISE(ABORT, 'certificate only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def postgresql_triggers() -> list[str]:
    """The guards on PostgreSQL."""
    statements = []
    for table, sentence in SENTENCES.items():
        refuse = f"EXECUTE FUNCTION refuse_{table}_stands()"
        statements += [
            f"CREATE OR REPLACE FUNCTION refuse_{table}_stands() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$",
            f"CREATE TRIGGER {table}_stands_update BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({changed(table, False)}) {refuse}",
            f"CREATE TRIGGER {table}_stands_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        ]
    return [
        *statements,
        "CREATE TRIGGER certificate_only_grows BEFORE UPDATE OR DELETE ON certificate "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ]


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_triggers() if is_sqlite else postgresql_triggers():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("resolution_stands", "issued_document_stands", "certificate_no"):
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {name}_{verb}")
        return
    for table in SENTENCES:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_stands_{verb} ON {table}")
        op.execute(f"DROP FUNCTION refuse_{table}_stands()")
    op.execute("DROP TRIGGER certificate_only_grows ON certificate")
