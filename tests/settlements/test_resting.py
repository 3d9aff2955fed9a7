"""The use of a result is not undone beneath a settlement whose claim has a part of it (§§ 19, 73 GenG; R-PAY-03)."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.closing import actions as closing
from app.closing import queries as year_end
from app.closing.rules import Terms, Uses
from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import Settlement
from tests.closing.factories import SECOND, adopted
from tests.factories import NOW, OFFICE, sign_in_office
from tests.settlements.factories import JOINED, ONE, a_paying_house, confirmed, left
from tests.shares.factories import a_member, paid
from tests.tabs import said
from tests.visitors import visitor

CREDITED = Terms(Uses(100_00, 0, 900_00, 0))
"""The rest of the profit to the members."""


def settled_with_profit(session: Session) -> Settlement:
    """A settlement whose claim has a part of the profit of the year."""
    a_paying_house(session, is_adopted=False)
    adopted(session)
    member = a_member(session, "Gemeinde Altenbruck", 5, JOINED)
    paid(session, member, 1_000_00, JOINED)
    period = left(session, member)
    closing.use_result(session, SECOND, CREDITED, OFFICE, NOW)
    return confirmed(session, period)


def test_a_profit_in_a_confirmed_claim_is_not_taken_back_before_the_settlement_is(session: Session) -> None:
    settlement = settled_with_profit(session)
    assert settlement.claim == 1_000_00 + 900_00
    session.commit()
    with pytest.raises(Refusal, match=f"steckt, was dieses Ergebnis brachte oder nahm: {settlement.number}"):
        closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    session.rollback()
    assert not queries.uncovered(session, NOW.date())
    actions.reverse(session, settlement, "Ergebnis falsch", ONE, NOW)
    closing.undo_result(session, SECOND, "Irrtum", OFFICE, NOW)
    assert year_end.is_result_open(session, SECOND)


def test_the_page_says_so_before_anybody_types_a_reason(app: Flask, session: Session) -> None:
    settlement = settled_with_profit(session)
    session.commit()
    office = visitor(app)
    sign_in_office(session, office)
    page = said(office.get(f"/jahresabschluesse/{SECOND.last_day}/ergebnis/storno"))
    assert f"brachte oder nahm: {settlement.number}. Stornieren Sie zuerst diese." in page
    assert "Grund" not in page
