"""Whose money covers what, and whose goes back when something was paid too much (§ 366 (2) BGB; R-SEPA-10)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.shares.rules import Asked, AskedNoMore, CameIn, Step, WentOut, covering, given_back

DAY, FIRST = timedelta(days=1), date(2026, 3, 1)


def asked(due_id: int, amount: int = 60_00) -> Asked:
    return Asked(due_id, FIRST + due_id * DAY, amount)


def test_what_came_in_covers_the_oldest_first_and_what_is_left_over_what_is_asked_for_next() -> None:
    found = covering([asked(2), asked(1), CameIn(7, 100_00), CameIn(8, 50_00), asked(3, 20_00)])
    assert found.covers == {1: {7: 60_00}, 2: {7: 40_00, 8: 20_00}, 3: {8: 20_00}}
    assert found.left_over == {8: 10_00}


def test_what_is_asked_for_no_more_frees_the_money_that_paid_it_and_no_other() -> None:
    found = covering([asked(1), CameIn(7, 60_00), asked(2), CameIn(8, 60_00), AskedNoMore(1)])
    assert (found.left_over, found.covers) == ({7: 60_00}, {2: {8: 60_00}})


def test_freed_money_covers_what_is_open() -> None:
    found = covering([asked(1), CameIn(7, 60_00), asked(2), AskedNoMore(1)])
    assert (found.left_over, found.covers) == ({}, {2: {7: 60_00}})


def test_what_a_payment_covered_is_open_again_once_it_is_taken_out() -> None:
    found = covering([asked(1), CameIn(7, 60_00), asked(2), CameIn(8, 60_00), WentOut(7)])
    assert found.covers == {1: {}, 2: {8: 60_00}}
    assert covering([asked(1), CameIn(7, 60_00), WentOut(7), CameIn(7, 60_00)]).covers == {1: {7: 60_00}}


def test_a_refund_names_the_payments_of_which_it_gave_something_back() -> None:
    steps: list[Step] = [asked(1), CameIn(7, 60_00), asked(2), CameIn(8, 60_00), CameIn(9, 5_00), AskedNoMore(2)]
    assert given_back(covering([*steps, asked(3, 65_00)]), [3]) == {8: 3, 9: 3}
    assert given_back(covering(steps), [3]) == {}


def test_a_refund_gave_nothing_back_of_what_came_in_since_and_makes_it_up() -> None:
    steps: list[Step] = [CameIn(7, 60_00), CameIn(8, 5_00), asked(3, 65_00), WentOut(7), CameIn(9, 70_00)]
    assert covering(steps).covers == {3: {8: 5_00, 9: 60_00}}
    assert given_back(covering(steps), [3]) == {8: 3}


def test_a_payment_that_counts_again_is_still_what_a_refund_gave_back() -> None:
    steps: list[Step] = [CameIn(7, 60_00), asked(3), WentOut(7), CameIn(7, 60_00)]
    assert given_back(covering(steps), [3]) == {7: 3}


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """What may happen to a member: asked, paid, taken back and out, in any order."""
    steps: list[Step] = []
    dues: list[int] = []
    payments: list[int] = []
    for number in range(draw(st.integers(1, 12))):
        act = draw(st.sampled_from(["ask", "pay", "no more", "out"]))
        amount = draw(st.integers(1, 100))
        if act == "ask":
            dues.append(number)
            steps.append(Asked(number, FIRST + draw(st.integers(0, 9)) * DAY, amount))
        elif act == "pay":
            payments.append(number)
            steps.append(CameIn(number, amount))
        elif act == "no more" and dues:
            steps.append(AskedNoMore(dues.pop(draw(st.integers(0, len(dues) - 1)))))
        elif act == "out" and payments:
            steps.append(WentOut(payments.pop(draw(st.integers(0, len(payments) - 1)))))
    return steps


@given(lives())
def test_no_money_is_lost_or_made_and_none_is_left_over_while_something_is_open(steps: list[Step]) -> None:
    found = covering(steps)
    went = {each.payment_id for each in steps if isinstance(each, WentOut)}
    gone = {each.due_id for each in steps if isinstance(each, AskedNoMore)}
    came = {each.payment_id: each.amount for each in steps if isinstance(each, CameIn) and each.payment_id not in went}
    owed = {each.due_id: each.amount for each in steps if isinstance(each, Asked) and each.due_id not in gone}
    for payment_id, amount in came.items():
        used = sum(paid_by.get(payment_id, 0) for paid_by in found.covers.values())
        assert used + found.left_over.get(payment_id, 0) == amount
    missing = {due_id: owed[due_id] - sum(paid_by.values()) for due_id, paid_by in found.covers.items()}
    assert missing.keys() == owed.keys()
    assert all(each >= 0 for each in missing.values())
    assert not found.left_over or not any(missing.values())
    assert all(each > 0 for each in found.left_over.values())
