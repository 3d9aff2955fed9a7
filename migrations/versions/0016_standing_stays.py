"""Guard since when a document speaks no longer, as why and what else it states is guarded."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SENTENCE = "an issued document keeps what it states, and speaks no more once replaced or void"
LASTING = ("kind", "subject", "issued_at", "check_code")
SET_ONCE = ("replaced_by_id", "erased_at")


def trigger(set_once: tuple[str, ...], dialect: str) -> str:
    """The guard over changes, with the columns that are set once."""
    is_sqlite = dialect == "sqlite"
    differ = "NEW.{0} IS NOT OLD.{0}" if is_sqlite else "NEW.{0}::text IS DISTINCT FROM OLD.{0}::text"
    refused = " OR ".join([
        *map(differ.format, LASTING), f"(NEW.facts IS NOT NULL AND {differ.format('facts')})",
        f"(OLD.standing <> 'valid' AND {differ.format('standing')})",
        *(f"(OLD.{column} IS NOT NULL AND {differ.format(column)})" for column in set_once),
    ])
    begin = "CREATE TRIGGER issued_document_stands_update BEFORE UPDATE ON issued_document"
    if is_sqlite:
        return f"{begin} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    return f"{begin} FOR EACH ROW WHEN ({refused}) EXECUTE FUNCTION refuse_issued_document_stands()"


def guard(*set_once: str) -> None:
    """Put the guard over these columns in place of the one before."""
    connection = op.get_bind()
    table = "" if connection.dialect.name == "sqlite" else " ON issued_document"
    connection.exec_driver_sql(f"DROP TRIGGER issued_document_stands_update{table}")
    connection.exec_driver_sql(trigger(set_once, connection.dialect.name))


def upgrade() -> None:
    """Once noted, the day stays."""
    guard(*SET_ONCE, "standing_on")


def downgrade() -> None:
    """The day is as free as it was."""
    guard(*SET_ONCE)
