"""Who writes a membership, or its end, waits for who writes another of the same member (§ 30 GenG; R-REG-05)."""

from alembic import op

revision = "0062"
down_revision = "0067"
branch_labels = None
depends_on = None

GUARDS = {
    "membership_period_one_at_a_time": "NEW.member_id",
    "membership_exit_fits": "(SELECT member_id FROM membership_period WHERE id = NEW.period_id)",
}
"""Guard → the member whose membership it is about."""


def upgrade() -> None:
    """Judge what is to be written by what others have committed; SQLite lets one transaction write at a time."""
    for name, whose in GUARDS.items():
        write_anew(name, "BEGIN ", f"BEGIN PERFORM 1 FROM member WHERE id = {whose} FOR UPDATE; ")


def downgrade() -> None:
    """Judge it without waiting."""
    for name, whose in GUARDS.items():
        write_anew(name, f"BEGIN PERFORM 1 FROM member WHERE id = {whose} FOR UPDATE; ", "BEGIN ")


def write_anew(name: str, former: str, now: str) -> None:
    """Let a guard begin otherwise."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    body = connection.exec_driver_sql(f"SELECT prosrc FROM pg_proc WHERE proname = '{name}'").scalar_one()
    body = body.replace(former, now, 1)
    connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
