"""The rules of joint assessment: who is asked, how scores spread, how the list follows from the weights."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from app.assessments.rules import (
    PROPOSED,
    Agreement,
    Person,
    Rated,
    RoundState,
    Score,
    Unscored,
    Weighed,
    asked_about,
    check_complete,
    check_criterion,
    check_extended,
    check_in_time,
    check_last_day,
    check_may_be_laid,
    check_may_begin,
    check_may_close,
    check_may_excuse,
    check_prepared,
    groups_of,
    ranked,
    reaches_of,
    round_number,
    spread_of,
    swaps_of,
    too_few,
    value_of,
    variants_of,
)
from app.core.values import Refusal

DAY = date(2026, 11, 30)
TOWN, VINE, FIRM = Person(1, 10), Person(2, 20), Person(3, 30)
NAMES = {7: "BD-2026-0007", 8: "BD-2026-0008"}


def test_nobody_is_asked_about_a_bundle_in_which_its_own_member_has_a_need() -> None:
    second = Person(4, 10)
    assert asked_about([TOWN, VINE, second], {10}) == (VINE,)
    assert asked_about([TOWN, VINE], set()) == (TOWN, VINE)


def test_two_people_of_one_member_are_not_two_members() -> None:
    assert too_few([TOWN, Person(4, 10)], {7: set()}) == [7]
    assert too_few([TOWN, VINE], {7: set(), 8: {20}}) == [8]


def test_a_round_does_not_begin_while_a_bundle_has_too_few_assessors() -> None:
    with pytest.raises(Refusal, match=r"BD-\{|Zu wenige") as refused:
        check_may_begin(1, [TOWN, VINE], {7: set(), 8: {20}}, NAMES)
    assert "BD-2026-0008" in str(refused.value)
    assert "BD-2026-0007" not in str(refused.value)
    check_may_begin(1, [TOWN, VINE, FIRM], {7: set(), 8: {20}}, NAMES)


@pytest.mark.parametrize(("criteria", "persons", "owners", "said"), [
    (1, [TOWN, VINE], {}, "was bewertet wird"), (0, [TOWN, VINE], {7: set()}, "Kriterium"),
    (1, [TOWN], {7: set()}, "zwei verschiedenen"),
])  # fmt: skip
def test_a_round_does_not_begin_without_what_it_needs(
    criteria: int, persons: list[Person], owners: dict[int, set[int]], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        check_may_begin(criteria, persons, owners, NAMES)


def test_nobody_is_excused_without_whom_too_few_would_be_left() -> None:
    with pytest.raises(Refusal, match="zu wenige"):
        check_may_excuse([TOWN, VINE], 1, {7: set()}, NAMES)
    check_may_excuse([TOWN, VINE, FIRM], 1, {7: set()}, NAMES)


def test_a_bundle_that_has_too_few_already_keeps_nobody_from_being_excused() -> None:
    check_may_excuse([TOWN, VINE, FIRM], 1, {7: {20, 30}}, NAMES)


@pytest.mark.parametrize(("scores", "agreement"), [
    ([], None), ([4], None), ([4, 4], Agreement.UNITED), ([3, 4, 4, 3], Agreement.UNITED),
    ([2, 3, 3, 3, 4, 4, 4], Agreement.NEARLY), ([1, *[4] * 11], Agreement.NEARLY), ([2, 3, 4], Agreement.NEARLY),
    ([1, 2, 3, 4, 5], Agreement.SPLIT), ([1, 1, 1, 2, 4, 5, 5, 5], Agreement.SPLIT), ([3, 5], Agreement.SPLIT),
    ([1, 4, 4, 4], Agreement.SPLIT), ([1, 4, 4, 4, 4], Agreement.NEARLY),
])  # fmt: skip
def test_agreement_follows_its_rule(scores: list[int], agreement: Agreement | None) -> None:
    assert spread_of(scores).agreement is agreement


def test_two_groups_far_apart_are_named_with_their_numbers() -> None:
    found = groups_of([1, 5, 1, 4, 2, 5, 5, 1])
    assert found is not None
    assert (found.low, found.high, found.low_count, found.high_count) == (2, 4, 4, 4)
    assert groups_of([1, 2, 3, 4, 5]) is None
    assert groups_of([1, 4, 4, 4, 4]) is None, "one of five is less than a quarter"


def test_mean_and_median_are_exact() -> None:
    spread = spread_of([1, 2, 2, 5], abstained=2)
    assert (spread.mean, spread.median) == (Fraction(5, 2), Fraction(2))
    assert (spread.number, spread.abstained) == (4, 2)
    assert spread.counts == (1, 2, 0, 0, 1)
    assert spread_of([1, 2, 4]).mean == Fraction(7, 3)
    assert spread_of([]).mean is None


USE, RISK = Weighed(1, Fraction(2)), Weighed(2, Fraction(1), high_is_worse=True)


def test_much_of_what_is_worse_counts_little() -> None:
    assert value_of(Rated(7, {1: Fraction(4), 2: Fraction(5)}), [USE, RISK]) == 3
    assert value_of(Rated(7, {1: Fraction(4), 2: Fraction(1)}), [USE, RISK]) == Fraction(13, 3)


def test_what_nobody_could_judge_does_not_count_and_what_nobody_rated_has_no_rank() -> None:
    one, other = Rated(7, {1: Fraction(4)}), Rated(8, {})
    assert value_of(one, [USE, RISK]) == 4
    assert [(place.key, place.rank) for place in ranked([other, one], [USE, RISK])] == [(7, 1), (8, None)]


def test_weights_of_nought_count_nothing() -> None:
    assert value_of(Rated(7, {1: Fraction(4), 2: Fraction(5)}), [replace(USE, weight=Fraction(0)), RISK]) == 1
    assert value_of(Rated(7, {1: Fraction(4)}), [replace(USE, weight=Fraction(0))]) is None


def test_equal_values_share_a_rank_though_floats_would_tell_them_apart() -> None:
    tenths = [Weighed(key, Fraction(1, 10)) for key in (1, 2, 3)]
    one = Rated(7, {1: Fraction(1), 2: Fraction(2), 3: Fraction(3)})
    other = Rated(8, {1: Fraction(2), 2: Fraction(2), 3: Fraction(2)})
    last = Rated(9, {1: Fraction(1), 2: Fraction(1), 3: Fraction(1)})
    assert [(place.key, place.rank) for place in ranked([last, one, other], tenths)] == [(7, 1), (8, 1), (9, 3)]


def test_a_rank_that_holds_with_every_weight_is_firm() -> None:
    best = Rated(7, {1: Fraction(5), 2: Fraction(1)})
    one, other = Rated(8, {1: Fraction(4), 2: Fraction(4)}), Rated(9, {1: Fraction(3), 2: Fraction(2)})
    reaches = reaches_of([best, one, other], [USE, RISK])
    assert reaches[7].is_firm
    assert (reaches[8].best, reaches[8].worst, reaches[9].best, reaches[9].worst) == (2, 3, 2, 3)
    assert len(variants_of([USE, RISK])) == 5


def test_the_weight_that_lets_neighbours_draw_level_is_exact() -> None:
    one, other = Rated(8, {1: Fraction(5), 2: Fraction(3)}), Rated(9, {1: Fraction(4), 2: Fraction(2)})
    swap = swaps_of([one, other], [USE, RISK])[9]
    assert swap is not None
    assert (swap.upper, swap.criterion, swap.weight, swap.is_more) == (8, 1, Fraction(1), False)
    level = [replace(USE, weight=swap.weight), RISK]
    assert value_of(one, level) == value_of(other, level)
    beyond = [replace(USE, weight=swap.weight - Fraction(1, 100)), RISK]
    assert [place.key for place in ranked([one, other], beyond)] == [9, 8]


def test_who_leads_by_every_criterion_is_passed_by_no_weight() -> None:
    one, other = Rated(8, {1: Fraction(5), 2: Fraction(1)}), Rated(9, {1: Fraction(4), 2: Fraction(2)})
    assert swaps_of([one, other], [USE, RISK]) == {9: None}


def test_those_that_share_a_rank_or_other_criteria_are_not_compared() -> None:
    one, same = Rated(8, {1: Fraction(5), 2: Fraction(1)}), Rated(9, {1: Fraction(5), 2: Fraction(1)})
    assert swaps_of([one, same], [USE, RISK]) == {}
    assert swaps_of([one, Rated(9, {1: Fraction(4)})], [USE, RISK]) == {}


def test_an_assessment_is_handed_in_as_a_whole() -> None:
    with pytest.raises(Unscored) as refused:
        check_complete({1: Score(3, False), 2: Score(None, False, "später")}, [1, 2])
    assert refused.value.criterion == 2
    check_complete({1: Score(3, False), 2: Score(None, True)}, [1, 2])


def test_criteria_say_what_their_ends_mean() -> None:
    use = PROPOSED["use"]
    check_criterion(use, [])
    for wrong in (replace(use, name=" "), replace(use, low=""), replace(use, high=""), replace(use, weight=0)):
        with pytest.raises(Refusal):
            check_criterion(wrong, [])
    with pytest.raises(Refusal, match="schon"):
        check_criterion(use, ["nutzen"])


def test_what_is_assessed_stands_once_the_round_has_begun() -> None:
    check_prepared(RoundState.PREPARED)
    for state in (RoundState.OPEN, RoundState.CLOSED, RoundState.DECIDED):
        with pytest.raises(Refusal):
            check_prepared(state)


def test_days_of_a_round() -> None:
    assert check_last_day(DAY, DAY) == DAY
    for wrong in (None, DAY - timedelta(days=1), DAY + timedelta(days=181)):
        with pytest.raises(Refusal):
            check_last_day(wrong, DAY)
    with pytest.raises(Refusal, match="späteren"):
        check_extended(DAY, DAY, DAY)
    check_in_time(DAY, DAY)
    with pytest.raises(Refusal, match="zu Ende"):
        check_in_time(DAY, DAY + timedelta(days=1))


def test_a_round_closes_early_only_when_all_are_in() -> None:
    check_may_close(RoundState.OPEN, 0)
    with pytest.raises(Refusal):
        check_may_close(RoundState.OPEN, 1)
    with pytest.raises(Refusal, match="schon geschlossen"):
        check_may_close(RoundState.CLOSED, 0)


def test_nothing_is_laid_before_an_organ_twice() -> None:
    check_may_be_laid(RoundState.CLOSED, False, 1, 1)
    for state, is_laid, taken in (
        (RoundState.CLOSED, True, 1), (RoundState.DECIDED, False, 1), (RoundState.OPEN, False, 1),
        (RoundState.CLOSED, False, 0),
    ):
        with pytest.raises(Refusal):
            check_may_be_laid(state, is_laid, taken, 1)


def test_a_round_in_which_nobody_assessed_is_laid_before_nobody() -> None:
    with pytest.raises(Refusal, match="keine Bewertung abgegeben"):
        check_may_be_laid(RoundState.CLOSED, False, 1, 0)


def test_numbers_are_counted_per_year() -> None:
    assert round_number(2026, 1) == "BR-2026-01"
