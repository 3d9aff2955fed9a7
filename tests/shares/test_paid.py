"""What is paid on the shares held, step by step: what further shares presuppose (§§ 15b (2), 19 (1) GenG)."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.closing.rules import unrestored_loss
from app.shares.rules import (
    CreditParts,
    Effect,
    PaidStep,
    ShareAmounts,
    at_the_close,
    held_steps,
    on_the_day,
    parts_of_credit,
)
from app.statutes.rules import Splitting
from tests.factories import TODAY
from tests.shares.factories import SHARE

PAID, RESULT, TAKEN, HELD, HANDED_OVER = Effect.PAID, Effect.RESULT, Effect.TAKEN, Effect.HELD, Effect.HANDED_OVER
SETTLED = Effect.SETTLED
GIVEN_UP = (HELD, SHARE)
"""Of two shares one is given up."""


def after(*steps: tuple[Effect, int]) -> int:
    """What is paid after these steps, one a day."""
    return parted(*steps).paid


def parted(*steps: tuple[Effect, int]) -> CreditParts:
    """The parts of a credit after these steps, one a day."""
    first = on_the_day(TODAY)
    return parts_of_credit(PaidStep(first + 2 * number, effect, cents) for number, (effect, cents) in enumerate(steps))


@pytest.mark.parametrize(("credited", "filled"), [
    ([], 0), ([100_00], 100_00), ([-100_00], 0), ([-100_00, 60_00], 0), ([-100_00, 60_00, 50_00], 10_00),
    ([100_00, -60_00], 100_00), ([100_00, -60_00, 60_00], 100_00),
])
def test_profit_counts_as_paid_on_the_shares_as_far_as_it_makes_good_no_loss(credited: list[int], filled: int) -> None:
    assert after(*((RESULT, each) for each in credited)) == filled


@given(st.lists(st.integers(-1000, 1000)))
def test_what_profit_fills_is_what_it_brought_beyond_the_losses_it_made_good(credited: list[int]) -> None:
    assert after(*((RESULT, each) for each in credited)) == sum(credited) + unrestored_loss(credited)


@pytest.mark.parametrize("paid_out", [[], [(TAKEN, -SHARE)]])
def test_what_was_paid_on_shares_given_up_pays_no_share_kept_or_taken_since(
    paid_out: Sequence[tuple[Effect, int]]
) -> None:
    assert after((PAID, 2 * SHARE), GIVEN_UP, *paid_out) == SHARE
    assert after((PAID, 2 * SHARE), GIVEN_UP, (PAID, 100), *paid_out) == SHARE + 100


def test_what_is_paid_late_on_shares_given_up_pays_none_taken_since() -> None:
    assert after((PAID, SHARE), GIVEN_UP, (PAID, SHARE), GIVEN_UP) == SHARE


def test_what_profit_filled_of_shares_given_up_pays_no_others() -> None:
    assert after((PAID, 2 * SHARE - 100), (RESULT, 100), GIVEN_UP) == SHARE


def test_what_shares_given_up_have_released_bears_no_loss_of_a_later_year() -> None:
    """It is a claim by then (§ 73 GenG; R-PAY-02); what is taken out of it takes nothing from the shares kept."""
    lost = parted((PAID, 2 * SHARE), GIVEN_UP, (RESULT, -100))
    assert lost == CreditParts(SHARE, SHARE - 100, SHARE, 2 * SHARE, SHARE)
    assert parted((PAID, 2 * SHARE), GIVEN_UP, (TAKEN, -SHARE)) == CreditParts(SHARE, SHARE, 0, 2 * SHARE, SHARE)
    assert parted((PAID, 2 * SHARE), GIVEN_UP, (TAKEN, -SHARE), (RESULT, -100), (RESULT, 60)).paid == SHARE


def test_what_shares_given_up_have_released_bears_a_loss_of_their_last_year_before_those_kept() -> None:
    """Else the next profit would make good a loss that the shares kept never bore (R-PAY-02)."""
    lost = parted((PAID, 2 * SHARE), (RESULT, -100), GIVEN_UP)
    assert lost == CreditParts(SHARE, SHARE, SHARE - 100, 2 * SHARE, SHARE)
    assert after((PAID, 2 * SHARE), (RESULT, -100), GIVEN_UP, (TAKEN, 100 - SHARE), (RESULT, 60)) == SHARE + 60


@given(st.lists(st.tuples(
    st.sampled_from([PAID, RESULT, TAKEN, SETTLED, HANDED_OVER, HELD]), st.integers(-1000, 1000)
)))
def test_the_parts_are_always_the_whole_credit(drawn: list[tuple[Effect, int]]) -> None:
    signs = {TAKEN: -1, SETTLED: -1, HELD: 1}
    steps = [(effect, signs[effect] * abs(cents) if effect in signs else cents) for effect, cents in drawn]
    parts = parted(*steps)
    assert parts.on_shares + parts.released == sum(cents for effect, cents in steps if effect is not HELD)
    assert parts.released >= 0 or SETTLED in (effect for effect, _cents in steps)


def test_what_came_back_after_it_was_paid_out_is_owed_on_the_shares_given_up_and_lacks_on_no_others() -> None:
    """R-SEPA-10: until it is paid again, more was paid out than those had released."""
    close = at_the_close(TODAY)
    steps = [PaidStep(0, PAID, 2 * SHARE), PaidStep(close, HELD, SHARE), PaidStep(close, SETTLED, -SHARE)]
    back = PaidStep(close, PAID, -100)
    assert parts_of_credit(steps) == CreditParts(SHARE, SHARE, 0, 2 * SHARE, SHARE)
    assert parts_of_credit([*steps, back]) == CreditParts(SHARE, SHARE, -100, 2 * SHARE, SHARE - 100)


def test_what_shares_that_ended_later_paid_out_comes_of_their_own_credit_first() -> None:
    """R-PAY-04: what those given up before had released stays theirs, as far as there is any other."""
    close = at_the_close(TODAY)
    steps = [PaidStep(0, PAID, 2 * SHARE), PaidStep(close, HELD, SHARE)]
    later = [PaidStep(close + 2, Effect.SETTLED_LATER, each) for each in (-SHARE + 100, -200)]
    assert parts_of_credit([*steps, later[0]]) == CreditParts(100, 100, SHARE, 2 * SHARE, SHARE)
    assert parts_of_credit([*steps, *later]) == CreditParts(0, 0, SHARE - 100, 2 * SHARE, SHARE)


def test_a_share_is_set_anew_since_it_was_reduced_but_not_by_a_splitting() -> None:
    """§§ 22, 22b GenG; R-SHR-09."""
    days = [TODAY + timedelta(days=number) for number in range(6)]
    amounts = list(zip(days, (500, 600, 300, 300, 60, 80), strict=True))
    found = ShareAmounts.of(amounts, [Splitting(days[4], 5, 1)])
    assert found.set_anew == [days[2], days[5]]
    assert [found.nominal(2, on_the_day(day)) for day in days] == [1000, 1200, 600, 600, 120, 160]


def test_what_a_reduction_set_free_stays_on_the_shares_and_each_given_up_releases_its_nominal() -> None:
    """§§ 22 (2), 67b GenG; R-PAY-04: three of 500 are paid, each is reduced to 300, one is given up."""
    full = [PaidStep(0, Effect.PAID, 1500), PaidStep(2, Effect.AMOUNT_SET, 900), PaidStep(5, Effect.HELD, 600)]
    filled = PaidStep(7, Effect.HELD, 600)
    assert parts_of_credit([*full, filled]) == CreditParts(1200, 1200, 300, 1500, 300)
    raised = parts_of_credit([*full[:2], PaidStep(4, Effect.AMOUNT_SET, 1200), PaidStep(5, Effect.HELD, 800)])
    assert (raised.on_shares, raised.released) == (1100, 400)
    partly = [PaidStep(0, Effect.PAID, 900), *full[1:]]
    assert parts_of_credit(partly) == CreditParts(600, 600, 300, 900, 300)
    handed_on = [*full[:2], PaidStep(3, Effect.HANDED_OVER, -500), PaidStep(5, Effect.HELD, 300)]
    assert (parts_of_credit(handed_on).on_shares, parts_of_credit(handed_on).released) == (700, 300)
    lost = [*full[:2], PaidStep(3, Effect.RESULT, -1500), PaidStep(4, Effect.HANDED_OVER, -1)]
    assert parts_of_credit(lost).on_shares == -1


def test_a_loss_from_before_stays_with_the_shares_kept_as_far_as_their_credit_lacks() -> None:
    assert after((PAID, 2 * SHARE), (RESULT, -100), GIVEN_UP, (RESULT, 60)) == SHARE + 60
    assert after((PAID, 2 * SHARE), (RESULT, -SHARE - 100), GIVEN_UP, (RESULT, 160)) == SHARE + 60


def test_a_payment_that_comes_back_after_shares_were_given_up_is_missing_from_those_kept() -> None:
    """It is due again (R-SEPA-10)."""
    assert after((PAID, 2 * SHARE), GIVEN_UP, (PAID, -SHARE)) == 0


def test_credit_handed_over_with_a_day_goes_before_the_shares_that_end_with_it() -> None:
    close = at_the_close(TODAY)
    steps = (PaidStep(0, PAID, 3 * SHARE), PaidStep(close, HELD, SHARE), PaidStep(close, HANDED_OVER, -SHARE))
    assert parts_of_credit(steps).paid == SHARE


def test_what_comes_in_on_the_day_on_which_shares_are_taken_pays_them() -> None:
    day = on_the_day(TODAY)
    steps = (PaidStep(0, PAID, SHARE), PaidStep(day, PAID, SHARE), PaidStep(day, HELD, SHARE))
    assert parts_of_credit(steps).paid == 2 * SHARE


def test_where_shares_change_the_lesser_nominal_counts_from_the_first_given_up_on() -> None:
    day, close = on_the_day(TODAY), at_the_close(TODAY)
    changes = [(day - 20, 3), (close, -2), (close + 9, 1), (close + 19, 5), (close + 19, -5)]
    always = ShareAmounts([(date(2020, 1, 1), SHARE)])
    assert [(each.moment, each.amount) for each in held_steps(changes, close, always)] == [
        (close, SHARE), (close + 9, SHARE),
    ]


def test_a_splitting_leaves_the_nominal_as_it_was() -> None:
    day = on_the_day(TODAY)
    amounts = ShareAmounts([(TODAY - timedelta(days=900), SHARE), (TODAY, SHARE // 5)])
    changes = [(day - 20, 2), (day - 9, -1), (day, 4), (day + 10, 1)]
    assert [each.amount for each in held_steps(changes, day - 9, amounts)] == [SHARE, SHARE, SHARE]


def test_before_the_first_version_of_the_statute_a_share_is_what_that_says() -> None:
    close = at_the_close(TODAY)
    changes = [(close - 20, 2), (close, -1)]
    later = ShareAmounts([(TODAY + timedelta(days=9), SHARE)])
    assert [each.amount for each in held_steps(changes, close, later)] == [SHARE]
