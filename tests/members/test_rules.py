"""The rules of membership."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values import Refusal
from app.members.rules import (
    EXIT_GROUND_WORDS,
    JOIN_GROUND_WORDS,
    ExitGround,
    JoinGround,
    check_not_yet_member,
    check_period,
    has_left_by,
    iban_ending,
    is_below_minimum,
    is_member_on,
    is_near_minimum,
    number_meant,
)

FIRST, LAST = date(2026, 11, 24), date(2027, 12, 31)


def test_grounds_of_one_value_share_their_word() -> None:
    """Lists that show exits and entries beside each other look them up by value."""
    for value in {*ExitGround} & {*JoinGround}:
        assert EXIT_GROUND_WORDS[ExitGround(value)] == JOIN_GROUND_WORDS[JoinGround(value)], value


def test_a_member_is_one_from_the_first_to_the_last_day() -> None:
    assert not is_member_on(FIRST, LAST, FIRST - timedelta(days=1))
    assert is_member_on(FIRST, LAST, FIRST)
    assert is_member_on(FIRST, LAST, LAST)
    assert not is_member_on(FIRST, LAST, LAST + timedelta(days=1))


def test_without_an_exit_the_membership_goes_on() -> None:
    assert is_member_on(FIRST, None, date(2099, 1, 1))
    assert not has_left_by(None, date(2099, 1, 1))


@given(st.dates(), st.none() | st.dates(), st.dates())
def test_nobody_is_a_member_and_has_left_on_one_day(first: date, last: date | None, day: date) -> None:
    assert not (is_member_on(first, last, day) and has_left_by(last, day))


def test_a_membership_does_not_end_before_it_begins() -> None:
    check_period(FIRST, FIRST)
    check_period(FIRST, None)
    with pytest.raises(Refusal, match=r"24.11.2026"):
        check_period(FIRST, FIRST - timedelta(days=1))


def test_nobody_joins_twice() -> None:
    check_not_yet_member(is_member=False)
    with pytest.raises(Refusal, match="weitere Anteile"):
        check_not_yet_member(is_member=True)


def test_three_ordinary_members_are_the_least() -> None:
    assert [is_below_minimum(members) for members in (2, 3, 4)] == [True, False, False]
    assert [is_near_minimum(members) for members in (2, 3, 4)] == [True, True, False]


@pytest.mark.parametrize(("words", "number"), [
    ("28", 28), ("0028", 28), ("Nr. 28", 28), ("Mitglied Nr. 28", 28), ("28 a", None), ("nr", None), ("²", None),
])  # fmt: skip
def test_a_member_number_is_meant_however_it_is_typed(words: str, number: int | None) -> None:
    assert number_meant(words) == number


@pytest.mark.parametrize(("words", "ending"), [
    ("de75 5121", "DE755121"), ("2 333 00", "233300"), ("333", ""), ("Quellbach", ""), ("K-2026-0001", ""),
])  # fmt: skip
def test_four_signs_with_a_digit_may_end_an_iban(words: str, ending: str) -> None:
    assert iban_ending(words) == ending
