"""A set-off names the payment expected that it was declared against (§ 396 (1) BGB; R-PAY-07)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

TABLE, INDEX = "payment_received", "ix_payment_received_due_id"
POINTER, NO_SHARES = f"fk_{TABLE}_due_id_payment_due", f"ck_{TABLE}_set_off_pays_no_shares"


@contextmanager
def triggers_set_aside() -> Iterator[None]:
    """Take off what names the table while it is made anew, and put all of it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE :naming ORDER BY name")
    made = connection.execute(named, {"naming": f"%{TABLE}%"}).all()
    for name, _statement in made:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, statement in made:
        connection.exec_driver_sql(statement)


def upgrade() -> None:
    """What was set off before covers what is due first, as it did."""
    with triggers_set_aside(), op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("due_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(POINTER), "payment_due", ["due_id"], ["id"])
        table.create_check_constraint(op.f(NO_SHARES), "due_id IS NULL OR credit_entry_id IS NULL")
    names_one = sa.text("due_id IS NOT NULL")
    op.create_index(INDEX, TABLE, ["due_id"], sqlite_where=names_one, postgresql_where=names_one)


def downgrade() -> None:
    """Set-offs cover what is due first again."""
    op.drop_index(INDEX, TABLE)
    with triggers_set_aside(), op.batch_alter_table(TABLE) as table:
        table.drop_constraint(op.f(NO_SHARES), type_="check")
        table.drop_constraint(op.f(POINTER), type_="foreignkey")
        table.drop_column("due_id")
