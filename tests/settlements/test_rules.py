"""What is paid and when: losses, remaining shares, minimum capital, periods and their bounds."""

from datetime import date

import pytest

from app.core.values import Refusal
from app.members.rules import ExitGround
from app.settlements.rules import (
    Hold,
    SettlementState,
    Waits,
    barred_after,
    carry_forward_part,
    check_adopted,
    check_barred,
    due_days,
    heirs_are_unknown,
    holds_of,
    left_after,
    part_borne,
    state_of,
    undone_by_dissolution_until,
    waits_for,
)
from app.statutes.rules import FiscalYear, Statute, statute_from


def statute(**said: object) -> Statute:
    return statute_from({"share_amount": 500_00, "nachschuss": "none", **said})


def test_half_a_cent_of_a_loss_counts_as_one() -> None:
    assert left_after(33_33, part_borne(125, 1000)) == 29_16
    assert left_after(1, part_borne(1, 2)) == 0


def test_a_loss_takes_no_more_than_everything_and_nothing_of_nothing() -> None:
    assert part_borne(200, 100) == 1
    assert part_borne(200, 0) == 0


def test_a_loss_carried_forward_takes_nothing_without_a_clause() -> None:
    assert carry_forward_part(100, 1000, deducts=False) == 0


def test_the_earlier_of_two_readings_is_the_day_to_keep() -> None:
    days = due_days(date(2026, 6, 30), statute())
    assert (days.due_on, days.at_the_latest) == (date(2026, 12, 30), date(2026, 12, 31))
    same = due_days(date(2025, 12, 31), statute())
    assert same.due_on == same.at_the_latest == date(2026, 6, 30)


def test_a_claim_is_barred_with_the_end_of_the_third_year_after_it_fell_due() -> None:
    assert barred_after(date(2026, 1, 1), statute()) == date(2029, 12, 31)
    assert barred_after(date(2026, 12, 31), statute(payout_limitation_years=10)) == date(2036, 12, 31)
    check_barred(date(2029, 12, 31), 0, date(2030, 1, 1))
    with pytest.raises(Refusal):
        check_barred(date(2029, 12, 31), 0, date(2029, 12, 31))
    with pytest.raises(Refusal, match="Mindestkapital"):
        check_barred(date(2029, 12, 31), 1, date(2030, 1, 1))


def test_a_dissolution_within_six_months_undoes_an_exit() -> None:
    assert undone_by_dissolution_until(date(2026, 8, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize("adopted_on", [None, date(2026, 6, 13)])
def test_accounts_not_adopted_by_today_let_nothing_be_paid(adopted_on: date | None) -> None:
    year = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))
    with pytest.raises(Refusal, match="2025"):
        check_adopted(year, adopted_on, date(2026, 6, 12))
    assert check_adopted(year, date(2026, 6, 12), date(2026, 6, 12)) == date(2026, 6, 12)


def test_only_of_a_human_who_died_are_heirs_asked_for() -> None:
    assert heirs_are_unknown(True, ExitGround.DEATH, is_followed=False, has_representative=False)
    assert heirs_are_unknown(True, ExitGround.NOTICE, is_followed=True, has_representative=False)
    assert not heirs_are_unknown(True, ExitGround.DEATH, is_followed=True, has_representative=True)
    assert not heirs_are_unknown(True, ExitGround.NOTICE, is_followed=False, has_representative=False)


def test_an_organisation_that_went_over_into_another_is_not_paid_while_nobody_knows_which() -> None:
    assert heirs_are_unknown(False, ExitGround.DISSOLUTION, is_followed=True, has_representative=False)
    assert not heirs_are_unknown(False, ExitGround.DISSOLUTION, is_followed=True, has_representative=True)
    assert heirs_are_unknown(False, ExitGround.SUCCESSION, is_followed=False, has_representative=False)
    assert not heirs_are_unknown(False, ExitGround.SUCCESSION, is_followed=True, has_representative=True)


def test_an_organisation_has_no_heirs_whatever_other_ground_an_old_list_gives() -> None:
    for ground in set(ExitGround) - {ExitGround.SUCCESSION}:
        assert not heirs_are_unknown(False, ground, is_followed=False, has_representative=False), ground


@pytest.mark.parametrize(("has_year", "is_adopted", "is_result_open", "is_first", "waits"), [
    (False, False, False, True, Waits.YEAR), (True, False, True, True, Waits.ADOPTION),
    (True, True, True, False, Waits.RESULT), (True, True, False, False, Waits.EARLIER),
    (True, True, False, True, None),
])
def test_what_must_happen_before_a_settlement_is_named_in_the_order_in_which_it_happens(
    has_year: bool, is_adopted: bool, is_result_open: bool, is_first: bool, waits: Waits | None
) -> None:
    assert waits_for(has_year, is_adopted, is_result_open, is_first) is waits


def test_everything_that_holds_a_payout_up_is_named_the_heirs_first() -> None:
    assert holds_of(True, True, False, 0) == (Hold.HEIRS, Hold.RESULT, Hold.ACCOUNT, Hold.CAPITAL)
    assert holds_of(False, False, True, 1) == ()


def test_a_settlement_nobody_decided_about_is_proposed_whatever_is_left() -> None:
    assert state_of(None, False, 0, False) is SettlementState.PROPOSED
