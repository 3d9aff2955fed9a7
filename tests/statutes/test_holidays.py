"""The public holidays of all sixteen states, reckoned here a second time from the law alone."""

from datetime import date, timedelta

import pytest

from app.core.values import Refusal
from app.statutes.rules import FederalState, public_holidays

S = FederalState
EPIPHANY = {S.BW, S.BY, S.ST}
CORPUS_CHRISTI = {S.BW, S.BY, S.HE, S.NW, S.RP, S.SL}
ALL_SAINTS = {S.BW, S.BY, S.NW, S.RP, S.SL}
REFORMATION = {S.BB, S.MV, S.SN, S.ST, S.TH}
REFORMATION_SINCE_2018 = {S.HB, S.HH, S.NI, S.SH}


def easter(year: int) -> date:
    """Easter Sunday by Gauss and Lichtenberg."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    s = 2 - (3 * k + 3) // 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    og = 21 + d - r
    sz = 7 - (year + year // 4 + s) % 7
    oe = 7 - (og - sz) % 7
    return date(year, 3, 1) + timedelta(days=og + oe - 1)


def everywhere(year: int) -> set[date]:
    """The holidays of every state."""
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 10, 3), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {easter(year) + timedelta(days=days) for days in (-2, 1, 39, 50)}


def of_state(state: FederalState, year: int) -> set[date]:
    """The further holidays of one state."""
    reformation = state in REFORMATION or year == 2017 or (state in REFORMATION_SINCE_2018 and year >= 2018)
    repentance = date(year, 11, 22) - timedelta(days=(date(year, 11, 22).weekday() - 2) % 7)
    held = (
        (date(year, 1, 6), state in EPIPHANY),
        (date(year, 3, 8), (state is S.BE and year >= 2019) or (state is S.MV and year >= 2023)),
        (easter(year), state is S.BB),
        (easter(year) + timedelta(days=49), state is S.BB),
        (easter(year) + timedelta(days=60), state in CORPUS_CHRISTI),
        (date(year, 8, 15), state is S.SL),
        (date(year, 9, 20), state is S.TH and year >= 2019),
        (date(year, 10, 31), reformation),
        (date(year, 11, 1), state in ALL_SAINTS),
        (repentance, state is S.SN),
        (date(year, 5, 8), state is S.BE and year in (2020, 2025)),
        (date(year, 6, 17), state is S.BE and year == 2028),
    )
    return {day for day, is_held in held if is_held}


@pytest.mark.parametrize("state", list(FederalState))
def test_the_holidays_of_a_state_are_those_of_its_law(state: FederalState) -> None:
    for year in range(1995, 2101):
        assert public_holidays(state, year) == everywhere(year) | of_state(state, year), year


def test_holidays_of_some_municipalities_only_do_not_count() -> None:
    assert date(2026, 8, 15) not in public_holidays(S.BY, 2026)
    assert date(2026, 8, 8) not in public_holidays(S.BY, 2026)
    assert date(2026, 6, 4) not in public_holidays(S.SN, 2026) | public_holidays(S.TH, 2026)


def test_easter_sunday_is_a_holiday_in_brandenburg_only() -> None:
    assert [state for state in FederalState if date(2026, 4, 5) in public_holidays(state, 2026)] == [S.BB]


def test_two_holidays_on_one_day_are_one_day() -> None:
    assert len(public_holidays(S.HH, 2008)) == 8


@pytest.mark.parametrize("year", [1990, 2101])
def test_holidays_before_1991_and_after_2100_are_refused_rather_than_left_out(year: int) -> None:
    with pytest.raises(Refusal, match="1991 bis 2100"):
        public_holidays(S.BW, year)
