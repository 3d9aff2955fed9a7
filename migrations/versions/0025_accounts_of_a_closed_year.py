"""Let the accounts on which a year was closed stay prepared, also against what passes by the rules."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TAKES_BACK = (
    "NEW.year_end <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn))"
    " AND NEW.step = 'prepared' AND NEW.day IS NULL"
)
"""What no entry may be: one that takes back prepared accounts of a closed year."""
SENTENCE = "this fiscal year is closed"
NAME = "accounts_entry_year_open"


def upgrade() -> None:
    """Make the trigger; what was recorded before stays as it is."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON accounts_entry WHEN {TAKES_BACK} {refuse}"
        )
        return
    body = f"BEGIN IF {TAKES_BACK} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON accounts_entry FOR EACH ROW EXECUTE FUNCTION {NAME}()"
    )


def downgrade() -> None:
    """Drop it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {NAME}" + ("" if is_sqlite else " ON accounts_entry"))
    if not is_sqlite:
        op.execute(f"DROP FUNCTION {NAME}()")
