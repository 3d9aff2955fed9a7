"""Whatever is opened, paid and taken back: the ledgers add up, and undone acts leave every figure as before."""

from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.values import Refusal
from app.settlements import actions, queries
from app.settlements.models import Settlement
from app.settlements.rules import SettlementState, payable_now, payable_of_each
from app.shares import queries as shares
from app.statutes.rules import SuspensionOrder
from tests.factories import NOW, TODAY
from tests.settlements.factories import ONE, PAID_ON, TWO, a_leaver, a_paying_house, confirmed, opened

AMOUNTS = st.lists(st.integers(1, 3000_00), min_size=1, max_size=4)


def figures(session: Session, member_id: int) -> tuple[object, ...]:
    """Everything that lists and reports say of a member's money."""
    session.expire_all()
    held = shares.holding_of(session, member_id, date.max)
    open_ones = [(each.purpose, each.open) for each in shares.open_payments(session, member_id=member_id)]
    credit = [shares.credit_on(session, day).get(member_id, 0) for day in (date(2025, 12, 31), PAID_ON, TODAY)]
    return held, tuple(open_ones), tuple(credit)


@pytest.fixture
def period(session: Session, app: Flask) -> int:
    a_paying_house(session, entry_fee=100_00, minimum_capital=300_00)
    found = a_leaver(session)
    session.commit()
    return found


def paid_in_parts(session: Session, settlement: Settlement, amounts: list[int]) -> None:
    for amount in amounts:
        try:
            actions.pay_out(session, settlement, amount, PAID_ON, ONE, NOW)
        except Refusal:
            assert amount > queries.payout_of(session, settlement, TODAY).payable


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS)
def test_an_act_and_its_reversal_leave_every_figure_as_before(
    session: Session, period: int, amounts: list[int]
) -> None:
    session.rollback()
    settlement = opened(session, period)
    before = figures(session, settlement.member_id)
    actions.confirm(session, settlement, TWO, NOW)
    paid_in_parts(session, settlement, amounts)
    for entry in [each for each in settlement.standing if each.kind == "payout"]:
        actions.take_back(session, settlement, entry, "Kam zurück", ONE, NOW)
    actions.reverse(session, settlement, "Irrtum", ONE, NOW)
    assert figures(session, settlement.member_id) == before
    assert queries.candidates(session, TODAY)[0].credit == 2500_00
    session.rollback()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS)
def test_what_is_left_and_what_the_ledger_holds_never_part(session: Session, period: int, amounts: list[int]) -> None:
    session.rollback()
    settlement = confirmed(session, period)
    paid_in_parts(session, settlement, amounts)
    credit = shares.holding_of(session, settlement.member_id, date.max).credit
    assert credit == settlement.left >= 300_00
    assert settlement.state is SettlementState.OPEN
    session.rollback()


@given(
    claims=st.lists(st.integers(0, 10**9), max_size=20), part=st.integers(0, 10**9),
    order=st.sampled_from(SuspensionOrder),
)
def test_what_may_be_paid_is_divided_to_the_cent(claims: list[int], part: int, order: SuspensionOrder) -> None:
    payable = min(part, sum(claims))
    parts = payable_of_each(claims, payable, order)
    assert sum(parts) == payable
    assert all(0 <= each <= claim for each, claim in zip(parts, claims, strict=True))


@given(
    claims=st.lists(st.integers(1, 10**6), min_size=2, max_size=8), part=st.integers(0, 10**6), turn=st.integers(0, 7)
)
def test_it_matters_to_nobody_who_is_paid_first(claims: list[int], part: int, turn: int) -> None:
    payable, paid, order = min(part, sum(claims)), [0] * len(claims), SuspensionOrder.PRO_RATA
    promised = payable_now(claims, paid, payable, order)
    first = turn % len(claims)
    paid[first] = promised[first]
    later = payable_now(claims, paid, payable - promised[first], order)
    assert later == [0 if place == first else amount for place, amount in enumerate(promised)]


def test_what_one_had_too_much_all_the_others_are_short_of_in_the_same_proportion() -> None:
    wholes, paid = [25_000_00, 24_000_00, 48_489_80], [14_500_00, 0, 0]
    now = payable_now(wholes, paid, 35_500_00, SuspensionOrder.PRO_RATA)
    assert now == [0, 11_753_38, 23_746_62]


@example(rows=[(2, 0), (10, 0)], part=9)
@given(
    rows=st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 1000)), min_size=1, max_size=8),
    part=st.integers(0, 10**4),
)
def test_who_is_paid_now_has_the_same_part_of_its_claim_as_everybody_else(
    rows: list[tuple[int, int]], part: int
) -> None:
    wholes, paid = [left + before for left, before in rows], [before for _left, before in rows]
    payable = min(part, sum(left for left, _before in rows))
    now = payable_now(wholes, paid, payable, SuspensionOrder.PRO_RATA)
    assert sum(now) == payable
    level = [(got + before, whole) for got, before, whole in zip(now, paid, wholes, strict=True) if got]
    for got, before, whole in zip(now, paid, wholes, strict=True):
        # Who gets something is less than a cent off the same part of its claim, who gets nothing had no less before.
        assert all(theirs * whole - (got + before) * other < whole + other for theirs, other in level)


@given(rows=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)), max_size=8), part=st.integers(0, 10**4),
       order=st.sampled_from(SuspensionOrder))
def test_never_more_is_payable_than_the_minimum_capital_lets_go(
    rows: list[tuple[int, int]], part: int, order: SuspensionOrder
) -> None:
    wholes, paid = [left + before for left, before in rows], [before for _left, before in rows]
    payable = min(part, sum(left for left, _before in rows))
    now = payable_now(wholes, paid, payable, order)
    assert sum(now) <= payable
    assert all(0 <= each <= left for each, (left, _before) in zip(now, rows, strict=True))
