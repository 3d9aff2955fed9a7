"""What a transfer hands over is the acquirer's at the close of its day, so that at no moment nobody holds it."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DAYS = {
    "sqlite": "CAST(julianday(effective_on) - 1721424.5 AS INTEGER)",
    "postgresql": "(effective_on - DATE '0001-01-01' + 1)",
}
FOREVER = 7304119
GAINS_OR_ENDS_ITS_DAY = "WHEN (change > 0) = (ground <> 'reversal') THEN 0 ELSE 1"
COMES_OVER = (
    "WHEN ground = 'transfer_in' OR (ground = 'reversal' AND EXISTS (SELECT 1 FROM share_entry AS undone "
    "WHERE undone.id = share_entry.reverses_id AND undone.ground = 'transfer_in')) THEN -1"
)
"""The half days that lie between the day of an entry and the moment from which it counts."""


def made_anew(dialect: str, offset: str, whose: str = "") -> str:
    """The statements that make the holdings of those anew whom a condition names."""
    moment = f"2 * {DAYS[dialect]} + CASE {offset} END"
    sums = f"SELECT member_id, {moment} AS since, SUM(change) AS change FROM share_entry {whose} GROUP BY 1, 2"
    held = (
        f"SELECT member_id, since, COALESCE(LEAD(since) OVER days - 1, {FOREVER}) AS until, SUM(change) OVER days "
        f"AS shares FROM ({sums}) AS sums WINDOW days AS (PARTITION BY member_id ORDER BY since)"
    )
    kept = f"SELECT member_id, since, until, shares FROM ({held}) AS held WHERE shares <> 0"
    return f"DELETE FROM share_holding {whose}; INSERT INTO share_holding (member_id, since, until, shares) {kept};"


def let_holdings_follow(offset: str) -> None:
    """Put another trigger in the place of the one that makes holdings, and make all of them anew."""
    connection = op.get_bind()
    dialect = connection.dialect.name
    for statement in made_anew(dialect, offset).split(";")[:-1]:
        connection.exec_driver_sql(statement)
    if dialect == "sqlite":
        anew = made_anew(dialect, offset, "WHERE member_id = NEW.member_id")
        connection.exec_driver_sql("DROP TRIGGER share_entry_holdings")
        connection.exec_driver_sql(
            f"CREATE TRIGGER share_entry_holdings AFTER INSERT ON share_entry BEGIN {anew} END"
        )
        return
    anew = made_anew(dialect, offset, "WHERE member_id IN (SELECT member_id FROM added)")
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION share_entry_holdings() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {anew} RETURN NULL; END $$"
    )


def upgrade() -> None:
    """Let what was acquired count from the close of the day before."""
    let_holdings_follow(f"{COMES_OVER} {GAINS_OR_ENDS_ITS_DAY}")


def downgrade() -> None:
    """Let it count from its own day."""
    let_holdings_follow(GAINS_OR_ENDS_ITS_DAY)
