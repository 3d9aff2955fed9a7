"""A resolution recorded afterwards names the item of the agenda under which it was passed (§ 47 GenG)."""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

TABLE = "recorded_item"


def only_grows(dialect: str) -> list[str]:
    """The statements by which the table only grows."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ]
    return [
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def upgrade() -> None:
    """What was recorded before names none; it is found by its title as it was."""
    op.create_table(
        TABLE,
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f(f"fk_{TABLE}_resolution_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f(f"fk_{TABLE}_item_id")),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_item", TABLE, ["item_id"])
    for statement in only_grows(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Titles alone tell it again."""
    op.drop_table(TABLE)
