"""The rules of leaving: periods, short years, hardship, single shares, amendments, other grounds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import Refusal
from app.departures.rules import (
    AMENDMENT_WORDS,
    OPENING,
    Amendment,
    check_cancelled,
    has_served_full_year,
    last_day_by_amendment,
    last_day_by_death,
    last_day_by_dissolution,
    last_day_by_exclusion,
    last_day_by_transfer,
    last_day_to_declare,
    last_receipt_day,
    may_attend_assembly,
    may_cancel,
    may_leave_early,
    may_terminate_specially,
    may_transfer,
    months_binding,
    most_cancellable,
    notice_dates,
    notice_period,
    settlement_follows,
)
from app.statutes.rules import ONE_DAY, FederalState, FiscalYear

YEARS = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
CHANGED = [
    FiscalYear(date(2026, 1, 1), date(2026, 12, 31)),
    FiscalYear(date(2027, 1, 1), date(2027, 6, 30)),
    FiscalYear(date(2027, 7, 1), date(2028, 6, 30)),
]


def test_three_months_before_new_years_eve_is_the_end_of_september() -> None:
    assert last_receipt_day(date(2026, 12, 31), 3) == date(2026, 9, 30)


def test_a_day_late_costs_a_whole_year() -> None:
    assert notice_dates(YEARS, 3, date(2026, 9, 30)).last_day == date(2026, 12, 31)
    assert notice_dates(YEARS, 3, date(2026, 10, 1)).last_day == date(2027, 12, 31)


def test_a_saturday_at_the_end_of_the_period_is_not_moved_to_monday() -> None:
    assert date(2028, 9, 30).weekday() == 5
    assert notice_dates(YEARS, 3, date(2028, 10, 2)).last_day == date(2029, 12, 31)


def test_a_short_fiscal_year_has_a_last_day_of_its_own() -> None:
    assert notice_dates(CHANGED, 3, date(2027, 3, 31)).last_day == date(2027, 6, 30)
    assert notice_dates(CHANGED, 3, date(2027, 4, 1)).last_day == date(2028, 6, 30)


def test_after_the_last_year_entered_full_years_follow() -> None:
    assert notice_dates(CHANGED, 60, date(2027, 1, 4)).last_day == date(2032, 6, 30)


def test_without_any_fiscal_year_no_day_is_named() -> None:
    with pytest.raises(Refusal, match="kein Geschäftsjahr"):
        notice_dates([], 3, date(2026, 1, 1))


@given(st.dates(date(2024, 1, 1), date(2060, 1, 1)), st.integers(3, 120))
def test_no_notice_takes_effect_before_its_period_has_run(received_on: date, months: int) -> None:
    dates = notice_dates(YEARS, months, received_on)
    assert received_on <= dates.receivable_until == last_receipt_day(dates.last_day, months)
    assert (dates.last_day - dates.receivable_until).days >= months * 30 - 2


@given(st.dates(date(2024, 1, 2), date(2060, 1, 1)), st.integers(3, 120))
def test_an_earlier_notice_never_ends_later(received_on: date, months: int) -> None:
    before = notice_dates(YEARS, months, received_on - timedelta(days=1))
    assert before.last_day <= notice_dates(YEARS, months, received_on).last_day


def test_more_than_five_years_bind_entrepreneurs_only() -> None:
    assert months_binding(120, is_entrepreneur=True) == 120
    assert months_binding(120, is_entrepreneur=False) == 60
    assert months_binding(6, is_entrepreneur=False) == 6


def test_a_year_joined_in_its_midst_is_not_served_whole() -> None:
    assert not has_served_full_year(YEARS, date(2025, 1, 2), date(2026, 2, 1))
    assert has_served_full_year(YEARS, date(2025, 1, 1), date(2026, 2, 1))


def test_a_year_is_served_only_once_it_is_over() -> None:
    assert not has_served_full_year(YEARS, date(2025, 1, 1), date(2025, 12, 31))
    assert has_served_full_year(YEARS, date(2025, 1, 1), date(2026, 1, 1))


def test_a_short_year_served_whole_is_a_full_one() -> None:
    assert has_served_full_year(CHANGED, date(2026, 6, 1), date(2027, 8, 1))


@pytest.mark.parametrize(
    ("months", "since", "is_unreasonable", "early"),
    [
        (25, date(2024, 1, 1), True, True),
        (24, date(2024, 1, 1), True, False),
        (25, date(2024, 1, 1), False, False),
        (25, date(2025, 6, 1), True, False),
    ],
)
def test_early_notice_needs_a_long_period_a_full_year_and_hardship(
    months: int, since: date, is_unreasonable: bool, early: bool
) -> None:
    assert may_leave_early(YEARS, months, since, date(2026, 8, 10), is_unreasonable) is early


def test_whoever_may_leave_early_keeps_the_period_of_the_law() -> None:
    assert notice_period(60, leaves_early=True) == 3
    assert notice_period(60, leaves_early=False) == 60


def test_only_further_shares_can_be_given_up() -> None:
    assert most_cancellable(5, 1) == 4
    assert most_cancellable(5, 3) == 2
    assert most_cancellable(5, 0) == 4
    assert most_cancellable(1, 1) == most_cancellable(2, 3) == 0


@given(st.integers(1, 1000), st.integers(0, 1000), st.integers(-5, 1005))
def test_whoever_gives_up_shares_keeps_the_first_and_those_needed(shares: int, needed: int, cancelled: int) -> None:
    if may_cancel(cancelled, shares, needed):
        assert shares - cancelled >= max(needed, 1)


@pytest.mark.parametrize(
    ("cancelled", "shares", "needed", "words"),
    [(0, 5, 1, "wie viele"), (5, 5, 1, "höchstens 4"), (1, 1, 1, "hier keiner"), (1, 3, 3, "hier keiner")],
)
def test_a_refused_notice_of_shares_names_what_can_be_given_up(
    cancelled: int, shares: int, needed: int, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        check_cancelled(cancelled, shares, needed)
    check_cancelled(1, 2, 1)


def test_whoever_was_present_must_have_objected() -> None:
    assert may_terminate_specially(Amendment.SHARE_INCREASE, was_present=True, objected=True)
    assert not may_terminate_specially(Amendment.SHARE_INCREASE, was_present=True, objected=False, was_kept_away=True)


def test_whoever_was_absent_must_have_been_kept_away() -> None:
    assert may_terminate_specially(Amendment.NACHSCHUSS, was_present=False, objected=False, was_kept_away=True)
    assert not may_terminate_specially(Amendment.NACHSCHUSS, was_present=False, objected=True)


@pytest.mark.parametrize("amendment", sorted(set(Amendment) - OPENING))
def test_other_amendments_open_no_special_termination(amendment: Amendment) -> None:
    assert not may_terminate_specially(amendment, was_present=True, objected=True)


def test_every_amendment_has_its_words() -> None:
    assert set(AMENDMENT_WORDS) == set(Amendment)


def test_the_month_to_declare_ends_on_a_working_day_at_the_seat() -> None:
    assert last_day_to_declare(date(2026, 6, 19), FederalState.BW) == date(2026, 7, 20)
    assert last_day_to_declare(date(2026, 12, 6), FederalState.BW) == date(2027, 1, 7)
    assert last_day_to_declare(date(2026, 12, 6), FederalState.HH) == date(2027, 1, 6)


def test_a_balance_goes_only_where_the_shares_have_room_for_it() -> None:
    assert may_transfer(True, True, 50_000_00, 25_000_00, 75_000_00)
    assert not may_transfer(True, True, 50_000_01, 25_000_00, 75_000_00)
    assert not may_transfer(False, True, 1, 0, 100)
    assert not may_transfer(True, False, 1, 0, 100)


def test_a_transferor_leaves_at_once_or_stays_with_the_rest() -> None:
    assert last_day_by_transfer(date(2026, 5, 15), is_full=True) == date(2026, 5, 15)
    assert last_day_by_transfer(date(2026, 5, 15), is_full=False) is None
    assert not settlement_follows(date(2026, 5, 15), is_transfer=True)


def test_death_and_dissolution_end_a_membership_with_the_year() -> None:
    assert last_day_by_death(YEARS, date(2026, 3, 2), heirs_continue=False) == date(2026, 12, 31)
    assert last_day_by_death(YEARS, date(2026, 3, 2), heirs_continue=True) is None
    assert last_day_by_dissolution(CHANGED, date(2027, 1, 1)) == date(2027, 6, 30)
    assert settlement_follows(date(2026, 12, 31))
    assert not settlement_follows(None)


def test_an_exclusion_does_not_reach_back_into_a_year_that_is_over() -> None:
    assert last_day_by_exclusion(YEARS, date(2026, 5, 20), date(2026, 5, 22)) == date(2026, 12, 31)
    assert last_day_by_exclusion(YEARS, date(2026, 12, 30), date(2027, 1, 4)) == date(2027, 12, 31)
    assert last_day_by_exclusion(YEARS, date(2026, 12, 30), None) == date(2026, 12, 31)


def test_rights_in_the_assembly_end_when_the_letter_is_sent() -> None:
    sent_on = date(2026, 5, 22)
    assert may_attend_assembly(sent_on, sent_on - ONE_DAY)
    assert not may_attend_assembly(sent_on, sent_on)
    assert may_attend_assembly(None, sent_on)


def test_special_notice_ends_with_the_year_in_which_it_is_declared_and_not_with_that_of_the_resolution() -> None:
    years = [FiscalYear(date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026)]
    assert last_day_by_amendment(years, date(2025, 12, 31)) == date(2025, 12, 31)
    assert last_day_by_amendment(years, date(2026, 1, 5)) == date(2026, 12, 31)
    short = [FiscalYear(date(2026, 1, 1), date(2026, 6, 30)), FiscalYear(date(2026, 7, 1), date(2027, 6, 30))]
    assert last_day_by_amendment(short, date(2026, 7, 1)) == date(2027, 6, 30)
