"""What stays of a credit of who gave up shares: those kept bind it, those taken since only what was paid on them."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.core.values import Refusal
from app.members.models import Member
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import Hold, SettlementKind, SettlementState
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import ShareEntry
from tests.closing.factories import SECOND
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import LEFT, ONE, PAID_ON, a_holder, a_paying_house, confirmed, left, opened
from tests.shares.factories import SHARE, paid, subscribed
from tests.shares.test_splitting import a_splitting
from tests.statements import statements

SINCE = date(2026, 3, 2)
EARLIER = date(2025, 6, 30)


def gave_up(session: Session, name: str = "Gemeinde Altenbruck", number: int = 2) -> tuple[Member, ShareEntry]:
    """A member with six shares that are paid, of which some ended with the year of the adopted accounts."""
    member = a_holder(session, name, 6)
    return member, shares.cancel(session, member, number, LEFT, "KD-2025-002", OFFICE, NOW)


def settled(session: Session, given_up: ShareEntry) -> Settlement:
    return confirmed(session, given_up.id, SettlementKind.PARTIAL)


def test_shares_taken_after_the_settlement_do_not_hold_its_payout_up(session: Session) -> None:
    a_paying_house(session)
    member, given_up = gave_up(session)
    settlement = settled(session, given_up)
    subscribed(session, member, 2, SINCE)
    found = queries.payout_of(session, settlement, TODAY)
    assert (found.holds, found.payable, queries.uncovered(session, TODAY)) == ((), 2 * SHARE, [])
    actions.pay_out(session, settlement, 2 * SHARE, PAID_ON, ONE, NOW)
    assert settlement.state is SettlementState.PAID
    paid(session, member, 2 * SHARE)


def test_shares_taken_before_the_settlement_take_nothing_of_it(session: Session) -> None:
    a_paying_house(session)
    member, given_up = gave_up(session)
    subscribed(session, member, 2, SINCE)
    assert [each.credit for each in queries.candidates(session, TODAY)] == [2 * SHARE]
    settlement = settled(session, given_up)
    assert (settlement.claim, settlement.kept) == (2 * SHARE, 4 * SHARE)
    with pytest.raises(Refusal, match="So viel ist nicht offen"):
        actions.pay_out(session, settlement, 2 * SHARE + 1, PAID_ON, ONE, NOW)
    actions.pay_out(session, settlement, 2 * SHARE, PAID_ON, ONE, NOW)


def test_what_is_paid_on_shares_taken_since_is_no_part_of_the_claim(session: Session) -> None:
    a_paying_house(session)
    member, other = a_holder(session), a_holder(session, "Stadt Lindenfurt")
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    shares.hand_over(session, other, member, 2, 2 * SHARE, SINCE, "U-1", OFFICE, NOW)
    settlement = opened(session, given_up.id, SettlementKind.PARTIAL)
    assert (settlement.credit, settlement.kept, settlement.claim) == (7 * SHARE, 5 * SHARE, 2 * SHARE)


def test_a_share_handed_on_since_took_its_credit_along(session: Session) -> None:
    a_paying_house(session)
    (member, given_up), other = gave_up(session), a_holder(session, "Stadt Lindenfurt", 1)
    shares.hand_over(session, member, other, 1, SHARE, SINCE, "U-1", OFFICE, NOW)
    settlement = settled(session, given_up)
    assert (settlement.credit, settlement.kept, settlement.claim) == (5 * SHARE, 3 * SHARE, 2 * SHARE)


def test_what_ends_later_is_claimed_by_a_settlement_of_its_own(session: Session) -> None:
    a_paying_house(session)
    member, given_up = gave_up(session)
    shares.cancel(session, member, 1, date(2026, 5, 31), "KD-2026-003", OFFICE, NOW)
    settlement = settled(session, given_up)
    assert settlement.claim == 2 * SHARE
    assert queries.payout_of(session, settlement, TODAY).holds == ()


@pytest.mark.parametrize("paid_in", [4 * SHARE, 7 * SHARE // 2])
def test_a_result_fills_no_shares_given_up_singly_of_who_leaves_the_same_day(session: Session, paid_in: int) -> None:
    """§§ 19, 67b, 73 GenG; R-FIN-05, R-FIN-07: of four shares two are given up, then all."""
    a_paying_house(session)
    member = a_holder(session, shares_held=4, paid_in=paid_in)
    shares.cancel(session, member, 2, LEFT, "KD-2025-001", OFFICE, NOW)
    left(session, member)
    (found,) = closing.participants_of(session, SECOND, TODAY)
    assert (found.balance, found.nominal) == (2 * SHARE, 2 * SHARE)


@pytest.mark.parametrize("is_paid_out", [True, False])
def test_what_is_paid_after_a_later_notice_was_settled_goes_to_each_notice_by_its_shares(
    session: Session, is_paid_out: bool
) -> None:
    """R-PAY-04, R-PAY-07: of six shares, two and a half of them paid, one was given up, then four."""
    a_paying_house(session)
    member = a_holder(session, shares_held=6, paid_in=SHARE * 5 // 2)
    first = shares.cancel(session, member, 1, EARLIER, "KD-2025-001", OFFICE, NOW)
    given_up = shares.cancel(session, member, 4, LEFT, "KD-2025-002", OFFICE, NOW)
    later = settled(session, given_up)
    assert (later.claim, later.kept) == (SHARE * 3 // 2, SHARE)
    if is_paid_out:
        actions.pay_out(session, later, later.claim, PAID_ON, ONE, NOW)
    paid(session, member, SHARE * 7 // 2)
    further = [(given_up.id, SHARE * 5 // 2)] if is_paid_out else []
    found = [(each.basis.id, each.credit) for each in queries.candidates(session, TODAY)]
    assert found == [(first.id, SHARE), *further]
    assert queries.unclaimed_of(session, later, TODAY) == SHARE * 5 // 2
    assert settled(session, first).claim == SHARE
    assert queries.unclaimed_of(session, later, TODAY) == SHARE * 5 // 2
    assert queries.uncovered(session, TODAY) == []


def test_what_is_bound_counts_in_the_shares_of_today(session: Session) -> None:
    a_paying_house(session)
    member, given_up = gave_up(session)
    settlement = settled(session, given_up)
    a_splitting(session, SINCE)
    subscribed(session, member, 5, TODAY)
    assert queries.payout_of(session, settlement, TODAY).holds == ()


def test_money_that_came_back_still_holds_it_up(session: Session) -> None:
    a_paying_house(session)
    member, given_up = gave_up(session)
    settlement = settled(session, given_up)
    subscribed(session, member, 2, SINCE)
    payment = share_queries.get_payment(session, share_queries.receipts_of(session, member.id)[0].id)
    shares.book_return(session, payment, TODAY, OFFICE, NOW)
    session.expire_all()
    assert queries.payout_of(session, settlement, TODAY).holds == (Hold.CREDIT,)


def test_the_list_asks_as_much_for_many_as_for_few(session: Session) -> None:
    a_paying_house(session)

    def asked(names: str) -> int:
        for name in names:
            settled(session, gave_up(session, f"Gemeinde {name}")[1])
        session.flush()
        session.expire_all()
        with statements() as seen:
            assert all(not each.holds for each in queries.list_payouts(session, "", "", "", "due", False, TODAY))
        return len([each for each in seen if "share_entry" in each or "credit_entry" in each or "statute" in each])

    assert asked("AB") == asked("CDEF")
