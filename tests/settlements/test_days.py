"""On which day something may have been paid: not before two people agreed (§ 73 (2) GenG; R-PAY-01)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.settlements import actions
from app.settlements.rules import PaidOnRefusal
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE, a_leaver, a_paying_house, confirmed


def test_nothing_is_paid_before_another_person_has_confirmed_it(session: Session) -> None:
    a_paying_house(session)
    settlement = confirmed(session, a_leaver(session))
    assert settlement.adopted_on < TODAY - timedelta(days=1)
    with pytest.raises(PaidOnRefusal, match=r"am 24\.11\.2026 bestätigt"):
        actions.pay_out(session, settlement, 500_00, TODAY - timedelta(days=1), ONE, NOW)
    with pytest.raises(PaidOnRefusal, match=r"am 24\.11\.2026 bestätigt"):
        actions.pay_together(session, [settlement.id], TODAY - timedelta(days=1), ONE, NOW)
    actions.pay_out(session, settlement, 500_00, TODAY, ONE, NOW)
