"""No entry is taken that leaves a member with fewer than no shares at any moment."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None

BELOW = (
    "SELECT DISTINCT member.number FROM share_holding JOIN member ON member.id = share_holding.member_id "
    "WHERE share_holding.shares < 0 ORDER BY member.number"
)
TRIGGER = "share_entry_holdings"


def upgrade() -> None:
    """Refuse where one holds less than nothing: which entry is wrong only the office can say."""
    numbers = ", ".join(map(str, op.get_bind().scalars(sa.text(BELOW))))
    if numbers:
        raise RuntimeError(
            f"The share ledger of members no. {numbers} falls below nothing on some day. Run the check of the version "
            "before, undo the entries that are wrong, and update then."
        )
    hold("holds_something", "never_below_nothing", "shares > 0")


def downgrade() -> None:
    """Let a holding be below nothing."""
    hold("never_below_nothing", "holds_something", "shares <> 0")


def hold(before: str, name: str, condition: str) -> None:
    """Put one check in the place of another."""
    with trigger_taken_off(), op.batch_alter_table("share_holding") as holding:
        holding.drop_constraint(op.f(f"ck_share_holding_{before}"), type_="check")
        holding.create_check_constraint(op.f(f"ck_share_holding_{name}"), condition)


@contextmanager
def trigger_taken_off() -> Iterator[None]:
    """Take the trigger off that names the table while SQLite makes it anew, and put it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        yield
        return
    made = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": TRIGGER})
    connection.exec_driver_sql(f"DROP TRIGGER {TRIGGER}")
    yield
    connection.exec_driver_sql(made)
