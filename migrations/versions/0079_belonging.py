"""By which day credit belongs to shares and to a membership (§§ 67b, 73 GenG)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

_NEWEST = (
    "(SELECT {what} FROM membership_exit e WHERE e.period_id = p.id ORDER BY e.turn DESC LIMIT 1)"
)
_LASTED = f"COALESCE({_NEWEST.format(what='e.last_day')}, '9999-12-31') >= p.first_day"
_OF_RESULTS = f"""
SELECT c.id, a.year_end FROM credit_entry c
JOIN appropriation_share s ON s.credit_entry_id = c.id JOIN appropriation a ON a.id = s.appropriation_id
WHERE EXISTS (
    SELECT 1 FROM membership_period p WHERE p.member_id = c.member_id AND p.first_day <= a.year_end
    AND COALESCE({_NEWEST.format(what='e.last_day')}, '9999-12-31') >= a.year_end
    AND (c.amount < 0 OR COALESCE({_NEWEST.format(what='e.last_day')}, '9999-12-31') <= c.effective_on)
)
"""
_OF_SETTLEMENTS = """
SELECT t.credit_entry_id, s.last_day FROM settlement_entry t JOIN settlement s ON s.id = t.settlement_id
WHERE t.credit_entry_id IS NOT NULL
"""
_OF_WHAT_CAME_BACK = """
SELECT back.credit_entry_id, former.effective_on FROM payment_received back
JOIN payment_received paid ON paid.id = back.returns_id JOIN credit_entry former ON former.id = paid.credit_entry_id
WHERE back.credit_entry_id IS NOT NULL
"""
_OF_LISTS = f"""
SELECT c.id, MAX({_NEWEST.format(what='e.last_day')}) FROM credit_entry c
JOIN membership_period p ON p.member_id = c.member_id AND {_LASTED}
WHERE c.ground = 'payout' AND {_NEWEST.format(what='e.last_day')} < c.effective_on
AND c.id NOT IN (SELECT credit_entry_id FROM settlement_entry WHERE credit_entry_id IS NOT NULL)
AND EXISTS (
    SELECT 1 FROM membership_period q WHERE q.member_id = c.member_id AND q.id <> p.id
    AND q.first_day > p.first_day AND q.first_day <= c.effective_on
) GROUP BY c.id
"""
_OF_REVERSALS = """
SELECT r.id, c.belongs_on FROM credit_entry r JOIN credit_entry c ON c.id = r.reverses_id
WHERE c.belongs_on IS NOT NULL AND r.belongs_on IS NULL
"""


@contextmanager
def _triggers_set_aside() -> Iterator[None]:
    """Take away what refuses a change of the ledger, and put it back as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.execute("ALTER TABLE credit_entry DISABLE TRIGGER USER")
        yield
        op.execute("ALTER TABLE credit_entry ENABLE TRIGGER USER")
        return
    named = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'credit_entry'")
    kept = connection.execute(named).all()
    for name, _sql in kept:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in kept:
        connection.exec_driver_sql(sql)


def upgrade() -> None:
    """What stands there is told by what it rests on: a year's result, a settlement, a payment that came back."""
    op.add_column("credit_entry", sa.Column("belongs_on", sa.Date(), nullable=True))
    connection = op.get_bind()
    belongs = sa.text("UPDATE credit_entry SET belongs_on = :day WHERE id = :id")
    with _triggers_set_aside():
        for query in (_OF_LISTS, _OF_WHAT_CAME_BACK, _OF_SETTLEMENTS, _OF_RESULTS, _OF_REVERSALS):
            found = [{"id": entry_id, "day": day} for entry_id, day in connection.execute(sa.text(query)).all() if day]
            if found:
                connection.execute(belongs, found)


def downgrade() -> None:
    op.drop_column("credit_entry", "belongs_on")
