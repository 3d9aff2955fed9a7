"""Which offices a removal ended, and with which day: where one lasts longer again, it is to be carried out anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TABLE = "ended_office"


def upgrade() -> None:
    """Of removals carried out before, the one office that was noted ended with the day that stands."""
    op.create_table(
        TABLE,
        sa.Column("consequence_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consequence_id"], ["consequence.id"], name=op.f("fk_ended_office_consequence_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_ended_office_office_id")),
        sa.PrimaryKeyConstraint("consequence_id", "office_id", name=op.f("pk_ended_office")),
    )
    op.execute(
        f"INSERT INTO {TABLE} (consequence_id, office_id, last_day) SELECT consequence.id, office.id, office.last_day"
        " FROM consequence JOIN office ON office.id = consequence.reference"
        " WHERE consequence.what = 'removal' AND office.last_day IS NOT NULL"
    )
    for statement in only_grows(op.get_bind().dialect.name):
        op.execute(statement)


def only_grows(dialect: str) -> Sequence[str]:
    """What lets the table only grow."""
    if dialect == "postgresql":
        refuse = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        return (f"CREATE TRIGGER {TABLE}_only_grows BEFORE UPDATE OR DELETE ON {TABLE} {refuse}",)
    return [
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE} only grows'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def downgrade() -> None:
    """Removals are carried out for good again."""
    op.drop_table(TABLE)
