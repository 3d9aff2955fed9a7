"""An assembly that has begun is neither called off nor put off (§ 47 (1) GenG)."""

from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

NAME, SENTENCE = "assembly_begun_stands_update", "an assembly that has begun is neither called off nor put off"
KEPT = ("state", "meets_on", "begins_at", "votes_until", "form")


def upgrade() -> None:
    """Refuse it from now on; what was called off after it had begun stays as it is."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    differs = "NEW.{0} IS DISTINCT FROM OLD.{0}" if is_postgres else "NEW.{0} IS NOT OLD.{0}"
    changed = " OR ".join(differs.format(column) for column in KEPT)
    condition = f"({changed}) AND EXISTS (SELECT 1 FROM sitting WHERE assembly_id = OLD.id)"
    if not is_postgres:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        op.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON assembly WHEN {condition} {refuse}")
        return
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN COALESCE(NEW, OLD); END"
    op.execute(f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {NAME} BEFORE UPDATE ON assembly FOR EACH ROW EXECUTE FUNCTION {NAME}()")


def downgrade() -> None:
    """Let it be called off again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {NAME} ON assembly")
        op.execute(f"DROP FUNCTION {NAME}()")
    else:
        op.execute(f"DROP TRIGGER {NAME}")
