"""Shares given up and split before they end are settled as one, by the same cents (§§ 22b, 73 GenG; R-SHR-09)."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.settlements import queries
from app.settlements.rules import SettlementKind
from app.shares import actions as shares
from tests.factories import NOW, OFFICE, TODAY
from tests.settlements.factories import LEFT, a_holder, a_paying_house, confirmed, left
from tests.shares.test_splitting import a_splitting

SPLIT_ON = date(2025, 9, 1)


def test_what_was_given_up_is_settled_once_however_many_shares_became_of_it(session: Session) -> None:
    a_paying_house(session, further_shares_allowed=True)
    given_up = shares.cancel(session, a_holder(session), 2, LEFT, "KD-2025-002", OFFICE, NOW)
    a_splitting(session, SPLIT_ON)
    (candidate,) = queries.candidates(session, TODAY)
    assert (candidate.basis.id, candidate.basis.shares, candidate.credit) == (given_up.id, 10, 1000_00)
    settlement = confirmed(session, given_up.id, SettlementKind.PARTIAL)
    assert settlement.claim == 1000_00
    assert queries.candidates(session, TODAY) == []


def test_who_left_with_shares_that_were_split_is_paid_the_same_credit(session: Session) -> None:
    a_paying_house(session, further_shares_allowed=True)
    period = left(session, a_holder(session))
    a_splitting(session, SPLIT_ON)
    (candidate,) = queries.candidates(session, TODAY)
    assert (candidate.basis.shares, candidate.credit) == (25, 2500_00)
    assert confirmed(session, period).claim == 2500_00


def test_what_is_kept_of_shares_given_up_counts_those_that_remained_in_the_new_ones(session: Session) -> None:
    a_paying_house(session, further_shares_allowed=True)
    member = a_holder(session)
    given_up = shares.cancel(session, member, 2, LEFT, "KD-2025-002", OFFICE, NOW)
    a_splitting(session, date(2026, 10, 1))
    shares.leave(session, member, TODAY - timedelta(days=5), "KD-2026-001", OFFICE, NOW)
    basis = queries.get_basis(session, SettlementKind.PARTIAL, given_up.id)
    assert queries.kept_of(session, basis, TODAY) == 1500_00
