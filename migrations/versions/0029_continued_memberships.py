"""Hold a removal to what its state asks for; nobody dies beside a membership that an heir continued."""

from alembic import op
from sqlalchemy import text

revision = "0029"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = "'hearing', 'proposed', 'resolved', 'entered', 'appealed', 'undecided'"
SENT = "kind <> 'exclusion' OR state NOT IN ('entered', 'appealed', 'lifted') OR event_on IS NOT NULL"


def upgrade() -> None:
    """An exclusion that is entered was sent, a continued membership has its day, and stands beside no second death."""
    hold("state NOT IN ('entered', 'appealed', 'continued') OR last_day IS NOT NULL", f"{BEFORE}, 'continued'", SENT)


def downgrade() -> None:
    """As it was."""
    hold("state NOT IN ('entered', 'appealed') OR last_day IS NOT NULL", BEFORE)


def hold(has_a_day: str, under_way: str, sent: str = "") -> None:
    """Hold the table to these checks, and one removal of a kind to these states."""
    op.drop_index("uq_removal_under_way", "removal")
    with op.batch_alter_table("removal") as removal:
        removal.drop_constraint(op.f("ck_removal_entered_has_a_day"), type_="check")
        removal.create_check_constraint(op.f("ck_removal_entered_has_a_day"), has_a_day)
        if sent:
            removal.create_check_constraint(op.f("ck_removal_entered_exclusion_was_sent"), sent)
        else:
            removal.drop_constraint(op.f("ck_removal_entered_exclusion_was_sent"), type_="check")
    condition = text(f"state IN ({under_way})")
    op.create_index(
        "uq_removal_under_way", "removal", ["member_id", "kind"], unique=True, sqlite_where=condition,
        postgresql_where=condition,
    )
