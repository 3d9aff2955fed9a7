"""What was reversed before a return had a row of its own stays so, and on the way back a return becomes a reversal."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.core.db import db, transaction
from app.settlements import actions
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE, PAID_ON, a_leaver, a_paying_house, confirmed, pay

LATER = timedelta(days=300)
LEDGER = "SELECT ground, amount, effective_on, {more} FROM credit_entry ORDER BY id"
SETTLED = "SELECT amount, effective_on, reverses_id, {more} FROM settlement_entry ORDER BY id"


def rows(query: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(query))]


def test_reversals_stay_and_returns_become_reversals_of_the_payouts_day_on_the_way_back(migrated_app: Flask) -> None:
    with transaction() as session:
        a_paying_house(session)
        settlement = confirmed(session, a_leaver(session))
        actions.take_back(session, settlement, pay(session, settlement, 200_00), "Irrtum", ONE, NOW)
        payout, now = pay(session, settlement, 700_00), NOW + LATER
        actions.come_back(session, settlement, payout, TODAY + LATER, "Konto erloschen", ONE, now)
    back = (TODAY + LATER).isoformat()
    assert rows(SETTLED.format(more="returns_id"))[1:] == [
        ("-20000", str(PAID_ON), "1", "None"), ("70000", str(PAID_ON), "None", "None"), ("-70000", back, "None", "3"),
    ]
    downgrade(revision="0081")
    before = rows(SETTLED.format(more="kind"))
    assert before[1:] == [
        ("-20000", str(PAID_ON), "1", "payout"), ("70000", str(PAID_ON), "None", "payout"),
        ("-70000", str(PAID_ON), "3", "payout"),
    ]
    ledger = [(ground, amount, day) for ground, amount, day, *_more in rows(LEDGER.format(more="document"))]
    assert ledger[-4:] == [
        ("payout", "-20000", str(PAID_ON)), ("reversal", "20000", str(PAID_ON)), ("payout", "-70000", str(PAID_ON)),
        ("reversal", "70000", str(PAID_ON)),
    ]
    upgrade()
    assert rows(SETTLED.format(more="kind")) == before
    assert rows(SETTLED.format(more="returns_id"))[-1] == ("-70000", str(PAID_ON), "3", "None")


def test_a_return_that_was_an_error_goes_on_the_way_back_and_the_payout_stays(migrated_app: Flask) -> None:
    with transaction() as session:
        a_paying_house(session)
        settlement, now = confirmed(session, a_leaver(session)), NOW + LATER
        payout = pay(session, settlement, 700_00)
        back = actions.come_back(session, settlement, payout, TODAY + LATER, "Konto erloschen", ONE, now)
        actions.take_back(session, settlement, back, "Irrtum", ONE, now)
    assert [row[0] for row in rows(SETTLED.format(more="returns_id"))] == ["70000", "-70000", "70000"]
    downgrade(revision="0086")
    assert rows(SETTLED.format(more="returns_id")) == [("70000", str(PAID_ON), "None", "None")]
    assert rows(LEDGER.format(more="returns_id"))[-1][:2] == ("payout", "-70000")
    upgrade()
    assert len(rows(SETTLED.format(more="returns_id"))) == 1
