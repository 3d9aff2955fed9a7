"""Who was there stands once the minutes lie for signature; an item knows from which it was taken over (§ 47 (3), § 46).
"""

from collections.abc import Iterator

from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

ORIGIN, POINTER, INDEX = "taken_from_id", "fk_agenda_item_taken_from_id", "ix_agenda_item_taken_from"
TABLES = ("presence", "assembly_guest")
ROWS = {"INSERT": "NEW", "UPDATE": "OLD"}
SENTENCE = "the minutes lie for signature; who was there stands"
IS_FIXED = "EXISTS (SELECT 1 FROM minutes WHERE assembly_id = {row}.assembly_id AND taken_back_at IS NULL)"


def upgrade() -> None:
    """What was changed after the signature stays as it is; from where an item came so far, nobody noted."""
    op.execute(f"ALTER TABLE agenda_item ADD COLUMN {ORIGIN} INTEGER CONSTRAINT {POINTER} REFERENCES agenda_item (id)")
    op.create_index(INDEX, "agenda_item", [ORIGIN], unique=False)
    for statement in _minuted(op.get_bind().dialect.name):
        op.execute(statement)


def _minuted(dialect: str) -> Iterator[str]:
    for table in TABLES:
        for verb, row in ROWS.items():
            name, condition = f"{table}_minuted_{verb.lower()}", IS_FIXED.format(row=row)
            if dialect != "postgresql":
                refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                yield f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} {refuse}"
                continue
            back = "NEW" if verb == "INSERT" else "COALESCE(NEW, OLD)"
            body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN {back}; END"
            yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
            yield f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def downgrade() -> None:
    """The rule alone keeps who was there, and nobody knows any more from where an item came."""
    op.drop_index(INDEX, "agenda_item")
    op.drop_column("agenda_item", ORIGIN)
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        for verb in ROWS:
            name = f"{table}_minuted_{verb.lower()}"
            op.execute(f"DROP TRIGGER {name} ON {table}" if is_postgres else f"DROP TRIGGER {name}")
            if is_postgres:
                op.execute(f"DROP FUNCTION {name}()")
