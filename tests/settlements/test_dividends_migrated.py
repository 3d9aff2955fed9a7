"""What was undone before a return had an entry of its own stays a reversal, and on the way back a return becomes one.
"""

from datetime import timedelta

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core.db import YEAR_CLOSED, db, transaction
from app.settlements import actions, queries
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE
from tests.settlements.test_dividends import claim_of, used
from tests.test_migrations import MIGRATIONS

LATER = timedelta(days=30)
BEFORE = str(ScriptDirectory(str(MIGRATIONS)).get_revision("0086").down_revision)
ENTRIES = "SELECT turn, follows, amount > 0, effective_on FROM dividend_entry ORDER BY turn"
CLOSE = (
    "INSERT INTO year_close (year_end, turn, follows, recorded_at, recorded_by, note) VALUES"
    " ('2026-12-31', 1, NULL, '2026-12-31 10:00:00', 'X', '')"
)
PAY = (
    "INSERT INTO dividend_entry (number, appropriation_id, member_id, turn, follows, kind, amount, effective_on, iban,"
    " came_back, note, recorded_at, recorded_by) SELECT 'GZ-9', appropriation_id, member_id, 5, 4, kind, 1,"
    " effective_on, iban, came_back, note, recorded_at, recorded_by FROM dividend_entry WHERE turn = 1"
)


def rows() -> list[tuple[int, int | None, bool, str]]:
    """The entries of the claim."""
    with db.engine.connect() as connection:
        found = connection.execute(text(ENTRIES)).all()
    return [(turn, follows, bool(is_end), str(day)) for turn, follows, is_end, day in found]


def test_reversals_stay_and_returns_become_reversals_of_the_payouts_day_on_the_way_back(migrated_app: Flask) -> None:
    with transaction() as session:
        found = claim_of(session, used(session)[0])
        key = found.claim.appropriation.id, found.claim.member.id
        for is_return in (False, True):
            entry = actions.pay_dividend(session, queries.dividend_of(session, *key, TODAY), TODAY, ONE, NOW)
            paid = queries.dividend_of(session, *key, TODAY)
            if is_return:
                actions.come_back_dividend(session, paid, entry, TODAY + LATER, "Konto erloschen", ONE, NOW + LATER)
            else:
                actions.undo_dividend(session, paid, "Irrtum", ONE, NOW)
    back, day = str(TODAY + LATER), str(TODAY)
    kept = [(1, None, True, day), (2, 1, False, day), (3, 2, True, day)]
    assert rows() == [*kept, (4, 3, False, back)]
    downgrade(revision=BEFORE)
    assert rows() == [*kept, (4, 3, False, day)]
    upgrade()
    assert rows() == [*kept, (4, 3, False, day)]
    with db.engine.begin() as connection:
        connection.execute(text(CLOSE))
    with pytest.raises(DatabaseError, match=YEAR_CLOSED), db.engine.begin() as connection:
        connection.execute(text(PAY))


def pointers() -> list[int | None]:
    """What each entry of the claim undoes."""
    with db.engine.connect() as connection:
        return list(connection.execute(text("SELECT undoes FROM dividend_entry ORDER BY turn")).scalars())


def test_what_undid_a_return_becomes_a_payout_of_its_day_on_the_way_back_and_old_entries_point_at_the_one_before(
    migrated_app: Flask,
) -> None:
    with transaction() as session:
        found = claim_of(session, used(session)[0])
        key = found.claim.appropriation.id, found.claim.member.id
        entry = actions.pay_dividend(session, found, TODAY, ONE, NOW)
        paid, back_on = queries.dividend_of(session, *key, TODAY), TODAY + LATER
        back = actions.come_back_dividend(session, paid, entry, back_on, "Konto erloschen", ONE, NOW + LATER)
        again = queries.dividend_of(session, *key, TODAY)
        actions.undo_dividend_return(session, again, back, "Irrtum", ONE, NOW + LATER)
    assert pointers() == [None, 1, 2]
    day = str(back_on)
    kept = [(1, None, True, str(TODAY)), (2, 1, False, day), (3, 2, True, day)]
    downgrade(revision="0092")
    assert rows() == kept
    upgrade()
    assert (rows(), pointers()) == (kept, [None, 1, None])
