"""A notice that gave way to something else is overtaken, and was not taken back as a mistake."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BEFORE = ("proposed", "entered", "rejected", "continued", "reversed")
STATES = (*BEFORE[:4], "overtaken", BEFORE[4])


def upgrade() -> None:
    """Whatever names what goes before it is overtaken."""
    release()
    op.execute("UPDATE notice SET state = 'overtaken' WHERE state = 'reversed' AND gave_way_to IS NOT NULL")
    op.execute("UPDATE notice SET gave_way_to = NULL WHERE state <> 'overtaken'")
    hold(STATES, "'continued', 'overtaken', 'reversed'")
    with op.batch_alter_table("notice") as notice:
        notice.create_check_constraint(
            op.f("ck_notice_overtaken_by_something"), "(state = 'overtaken') = (gave_way_to IS NOT NULL)"
        )


def downgrade() -> None:
    """As it was: such a notice counts as taken back."""
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_overtaken_by_something"), type_="check")
    release()
    op.execute("UPDATE notice SET state = 'reversed' WHERE state = 'overtaken'")
    hold(BEFORE, "'continued', 'reversed'")


def release() -> None:
    """Take away what holds the table to its states."""
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_noticestate"), type_="check")
        notice.drop_constraint(op.f("ck_notice_undone_has_a_moment"), type_="check")


def hold(states: tuple[str, ...], undone: str) -> None:
    """Hold the table to these states, and those undone to their moment."""
    with op.batch_alter_table("notice") as notice:
        known = ", ".join(f"'{state}'" for state in states)
        notice.create_check_constraint(op.f("ck_notice_noticestate"), f"state IN ({known})")
        notice.create_check_constraint(
            op.f("ck_notice_undone_has_a_moment"), f"(state IN ({undone})) = (ended_at IS NOT NULL)"
        )
