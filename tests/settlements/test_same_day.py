"""Two notices that end with one day are settled each with its own shares (§ 67b GenG; R-PAY-04)."""

import pytest
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import SettlementKind, Waits
from app.shares import actions as shares
from app.shares.rules import ShareGround
from app.statutes import queries as statutes
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import JOINED, LEFT, ONE, a_holder, a_paying_house, confirmed, left, opened, pay
from tests.settlements.test_further import LATER, STILL_LATER
from tests.shares.factories import SHARE, a_member, paid


def two_of_one_day(session: Session) -> list[tuple[Settlement, SettlementEntry]]:
    """Of four shares that are paid two are given up one by one, settled and paid out, each with its payout."""
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=4 * SHARE)
    entries = [shares.cancel(session, member, 1, LEFT, document, OFFICE, NOW) for document in ("KD-1", "KD-2")]
    settlements = [confirmed(session, each.id, SettlementKind.PARTIAL) for each in entries]
    return [(each, pay(session, each, SHARE)) for each in settlements]


def test_once_both_are_paid_nothing_is_left_to_claim(session: Session) -> None:
    settled = two_of_one_day(session)
    assert [queries.bound_of(session, each, TODAY) for each, _payout in settled] == [2 * SHARE, 2 * SHARE]
    assert [queries.unclaimed_of(session, each, TODAY) for each, _payout in settled] == [0, 0]
    assert queries.candidates(session, TODAY) == []


def test_the_later_notice_of_a_day_waits_for_the_earlier_one(session: Session) -> None:
    """Opened first it would claim what the other releases."""
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=4 * SHARE)
    first, second = (shares.cancel(session, member, number, LEFT, f"KD-{number}", OFFICE, NOW) for number in (1, 2))
    found = [(each.basis.id, each.credit, each.waits) for each in queries.candidates(session, TODAY)]
    assert found == [(first.id, SHARE, None), (second.id, 2 * SHARE, Waits.EARLIER)]
    with pytest.raises(Refusal, match=r"was davor zum 31\.12\.2025 endete"):
        opened(session, second.id, SettlementKind.PARTIAL)
    assert [confirmed(session, each.id, SettlementKind.PARTIAL).claim for each in (first, second)] == [SHARE, 2 * SHARE]


def test_a_payout_that_bounced_and_was_paid_again_leaves_nothing_to_claim(session: Session) -> None:
    """Neither does a share taken since."""
    settled = two_of_one_day(session)
    (first, payout), _second = settled
    actions.take_back(session, first, payout, "Konto erloschen", ONE, LATER)
    assert [queries.unclaimed_of(session, each, TODAY) for each, _payout in settled] == [0, 0]
    actions.pay_out(session, first, SHARE, TODAY, ONE, STILL_LATER)
    statute = statutes.statute_on(session, TODAY)
    shares.subscribe(session, first.member, 1, TODAY, ShareGround.SUBSCRIPTION, "V", statute, OFFICE, STILL_LATER)
    paid(session, first.member, SHARE, now=STILL_LATER)
    assert [queries.unclaimed_of(session, each, TODAY) for each, _payout in settled] == [0, 0]
    assert queries.candidates(session, TODAY) == []


def test_a_notice_of_single_shares_and_the_exit_of_one_day_are_settled_each_with_its_own(session: Session) -> None:
    """Whichever was entered first, in whichever table."""
    a_paying_house(session)
    for number in range(2):
        a_member(session, f"Gemeinde {number}", 0, JOINED)
    member = a_holder(session, shares_held=3)
    shares.cancel(session, member, 2, LEFT, "KD-1", OFFICE, NOW)
    left(session, member)
    found = {each.basis.kind: each.credit for each in queries.candidates(session, TODAY)}
    assert found == {SettlementKind.PARTIAL: 2 * SHARE, SettlementKind.EXIT: SHARE}
