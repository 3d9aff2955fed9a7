"""What was split in a year that is closed meanwhile may be added anew, where shares of before it are undone (§ 22b)."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

WITHIN_CLOSED = (
    "NEW.effective_on <= (SELECT MAX(year_end) FROM year_close closed WHERE note = '' AND NOT EXISTS (SELECT 1 FROM "
    "year_close later WHERE later.year_end = closed.year_end AND later.turn > closed.turn))"
)
BEFORE, AFTER = "NEW.ground <> 'reversal'", "NEW.ground NOT IN ('reversal', 'split')"
SENTENCE, NAME = "this fiscal year is closed", "share_entry_year_open"


def upgrade() -> None:
    """Let what multiplies the shares in as well; the application takes none but those that follow a reversal."""
    hold(AFTER)


def downgrade() -> None:
    """Let reversals in alone; what was entered meanwhile stays."""
    hold(BEFORE)


def hold(which: str) -> None:
    """Let the database refuse these entries within a closed year."""
    connection, condition = op.get_bind(), f"{WITHIN_CLOSED} AND {which}"
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {NAME}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON share_entry WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
        return
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NEW; END"
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
    )
