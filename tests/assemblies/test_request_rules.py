"""What members may demand, how many of them it takes, and how far a demand is (§ 45 GenG; R-GV-08)."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.assemblies import rules
from app.assemblies.rules import (
    Answered,
    AnswerKind,
    AssemblyState,
    Backing,
    ConvenedBy,
    ProposedBy,
    RequestAim,
    RequestState,
    Wanted,
)
from app.core.values import Refusal
from tests.assemblies.demands import wanted
from tests.factories import TODAY

ENOUGH, TOO_FEW = Backing(5, 50, 5), Backing(4, 50, 5)


@pytest.mark.parametrize(("members", "fraction", "needed"), [
    (50, Fraction(1, 10), 5), (51, Fraction(1, 10), 6), (200, Fraction(1, 20), 10), (1, Fraction(1, 10), 1),
])  # fmt: skip
def test_a_part_of_a_member_is_never_enough(members: int, fraction: Fraction, needed: int) -> None:
    assert rules.backing(needed, members, fraction).is_reached
    assert not rules.backing(needed - 1, members, fraction).is_reached


@given(some.integers(1, 5000), some.integers(1, 40), some.integers(0, 5000))
def test_who_demands_is_counted_as_a_slow_count_would(members: int, part: int, counted: int) -> None:
    slow = next(heads for heads in range(members + 1) if heads * part >= members)
    assert rules.backing(counted, members, Fraction(1, part)).is_reached is (counted >= slow)


def test_nobody_demands_anything_of_a_house_without_members() -> None:
    assert not rules.backing(0, 0, Fraction(1, 10)).is_reached


@pytest.mark.parametrize(("answer", "state"), [
    (None, RequestState.OPEN),
    (Answered(AnswerKind.REFUSED), RequestState.REFUSED),
    (Answered(AnswerKind.PLANNED, AssemblyState.PLANNED), RequestState.PLANNED),
    (Answered(AnswerKind.PLANNED, AssemblyState.DISCARDED), RequestState.OPEN),
    (Answered(AnswerKind.PUT_ON, AssemblyState.CONVENED), RequestState.PUT_ON),
    (Answered(AnswerKind.PUT_ON, AssemblyState.CANCELLED), RequestState.OPEN),
    (Answered(AnswerKind.PUT_ON, AssemblyState.CONVENED, is_withdrawn=True), RequestState.OPEN),
])  # fmt: skip
def test_a_demand_waits_until_its_answer_holds(answer: Answered | None, state: RequestState) -> None:
    assert rules.request_state(True, False, answer) is state


def test_what_was_not_handed_in_waits_for_nobody() -> None:
    assert rules.request_state(False, False, None) is RequestState.GATHERING
    assert rules.request_state(False, True, None) is RequestState.GIVEN_UP


@pytest.mark.parametrize("lacking", [
    replace(wanted(), title=" "), replace(wanted(), purpose=" "), replace(wanted(), reasons=" "),
])  # fmt: skip
def test_a_demand_names_purpose_and_reasons(lacking: Wanted) -> None:
    rules.check_wanted(wanted())
    with pytest.raises(Refusal, match="Zweck und die Gründe"):
        rules.check_wanted(lacking)


def test_a_demand_came_in_by_today_and_not_years_ago() -> None:
    rules.check_receipt(TODAY, TODAY)
    with pytest.raises(Refusal, match="in der Zukunft"):
        rules.check_receipt(TODAY + timedelta(days=1), TODAY)
    with pytest.raises(Refusal, match="Prüfen Sie das Jahr"):
        rules.check_receipt(TODAY - timedelta(days=367), TODAY)


def test_who_demands_is_named_by_line_or_by_several_numbers_in_one() -> None:
    typed = "12\nGemeinde Quellbach \n\n0031, 7 9; Ehrenpreis, Walburga\nNetze 2000 eG"
    assert rules.named_in(typed) == [
        "12", "Gemeinde Quellbach", "0031", "7", "9", "Ehrenpreis, Walburga", "Netze 2000 eG"
    ]


def test_a_dot_makes_no_two_members_of_one_number() -> None:
    assert rules.named_in("1.234") == ["1.234"]


@pytest.mark.parametrize(("typed", "number"), [
    ("0031", 31), ("999999999", 999_999_999), ("1234567890", None), ("1.234", None), ("Eichenau", None), ("", None),
])  # fmt: skip
def test_a_number_of_a_member_has_nine_digits_at_most(typed: str, number: int | None) -> None:
    assert rules.number_of(typed) == number


def test_a_part_of_a_name_is_nobodys_name() -> None:
    assert rules.is_whole_name("Ehrenpreis,  walburga", "Walburga Ehrenpreis")
    assert not rules.is_whole_name("Ehrenpreis", "Walburga Ehrenpreis")


def test_names_that_nobody_knows_are_told() -> None:
    with pytest.raises(Refusal, match="nicht eindeutig gefunden") as refused:
        rules.check_named(["1", "Niemand"], ["Niemand"])
    assert refused.value.values["names"] == "Niemand"
    with pytest.raises(Refusal, match="wer es verlangt"):
        rules.check_named([], ())
    with pytest.raises(Refusal, match="nicht auf einmal"):
        rules.check_named(["1"] * (rules.MAX_NAMED + 1), ())


def test_what_enough_members_demand_is_theirs_else_the_board_takes_it_up() -> None:
    assert rules.proposer_of(ENOUGH) is ProposedBy.MINORITY
    assert rules.proposer_of(TOO_FEW) is ProposedBy.BOARD


def test_an_assembly_of_their_own_is_not_put_off_with_an_item() -> None:
    rules.check_item_is_enough(RequestAim.ITEM, ENOUGH)
    rules.check_item_is_enough(RequestAim.ASSEMBLY, TOO_FEW)
    with pytest.raises(Refusal, match="eine eigene Versammlung"):
        rules.check_item_is_enough(RequestAim.ASSEMBLY, ENOUGH)
    with pytest.raises(Refusal, match="keine eigene Versammlung"):
        rules.check_calls_for_assembly(RequestAim.ITEM)


@pytest.mark.parametrize("state", [RequestState.GATHERING, RequestState.PLANNED, RequestState.PUT_ON])
def test_a_demand_is_met_once_and_only_after_it_was_handed_in(state: RequestState) -> None:
    rules.check_can_be_met(RequestState.OPEN)
    rules.check_can_be_met(RequestState.REFUSED)
    with pytest.raises(Refusal):
        rules.check_can_be_met(state)
    with pytest.raises(Refusal, match="noch nicht beantwortet"):
        rules.check_can_be_refused(state)


def test_support_is_taken_back_before_the_answer_only() -> None:
    rules.check_support_ends(RequestState.OPEN, False)
    with pytest.raises(Refusal, match="schon zurückgenommen"):
        rules.check_support_ends(RequestState.OPEN, True)
    with pytest.raises(Refusal, match="beantwortet"):
        rules.check_support_ends(RequestState.REFUSED, False)


def test_the_court_decides_where_a_demand_was_not_met() -> None:
    received, later = TODAY - timedelta(days=30), TODAY + timedelta(days=1)
    rules.check_court(RequestState.REFUSED, False, TODAY, received, TODAY)
    rules.check_court(RequestState.OPEN, False, received, received, TODAY)
    with pytest.raises(Refusal, match="schon vermerkt"):
        rules.check_court(RequestState.REFUSED, True, TODAY, received, TODAY)
    with pytest.raises(Refusal, match="nicht entsprochen"):
        rules.check_court(RequestState.PUT_ON, False, TODAY, received, TODAY)
    with pytest.raises(Refusal, match="in der Zukunft"):
        rules.check_court(RequestState.OPEN, False, later, received, TODAY)
    with pytest.raises(Refusal, match="erst am"):
        rules.check_court(RequestState.OPEN, False, received - timedelta(days=1), received, TODAY)


def test_members_convene_only_whom_the_court_empowered() -> None:
    rules.check_minority_convenes(ConvenedBy.BOARD, False)
    rules.check_minority_convenes(ConvenedBy.MINORITY_BY_COURT, True)
    with pytest.raises(Refusal, match="wenn das Gericht sie ermächtigt hat"):
        rules.check_minority_convenes(ConvenedBy.MINORITY_BY_COURT, False)
