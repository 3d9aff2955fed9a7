"""Whether a majority is reached: exactly, in integers, against an independent slow count."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import NINE_TENTHS, SIMPLE, THREE_QUARTERS, Threshold
from app.voting.rules import (
    Choice,
    CountedVote,
    Frame,
    Method,
    Outcome,
    SplitTally,
    Tally,
    count_votes,
    is_reached,
    needed_of,
)

TWO_THIRDS = Threshold(Fraction(2, 3))
NUMBERS = st.integers(0, 200)
SHARES = st.sampled_from([Fraction(2, 3), Fraction(3, 4), Fraction(4, 5), Fraction(9, 10), Fraction(1)])
THRESHOLDS = st.one_of(st.just(SIMPLE), SHARES.map(Threshold))


def slowly(threshold: Threshold, yes: int, no: int) -> bool:
    """The same by fractions, one vote beside the other."""
    cast = [1] * yes + [0] * no
    if not cast:
        return False
    share = Fraction(sum(cast), len(cast))
    return share > Fraction(1, 2) if threshold.share is None else share >= threshold.share


@given(THRESHOLDS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_majority_is_what_a_slow_count_by_fractions_finds(
    threshold: Threshold, yes: int, no: int, abstain: int, invalid: int
) -> None:
    assert is_reached(threshold, Tally(yes, no, abstain, invalid)) is slowly(threshold, yes, no)


@given(THRESHOLDS, st.integers(1, 60))
def test_what_is_needed_is_the_least_that_suffices(threshold: Threshold, cast: int) -> None:
    enough = [yes for yes in range(cast + 1) if slowly(threshold, yes, cast - yes)]
    assert needed_of(threshold, cast) == enough[0]


@pytest.mark.parametrize(("threshold", "cast", "needed"), [
    (TWO_THIRDS, 9, 6), (TWO_THIRDS, 10, 7), (THREE_QUARTERS, 4, 3), (THREE_QUARTERS, 5, 4), (NINE_TENTHS, 50, 45),
    (SIMPLE, 10, 6), (SIMPLE, 11, 6), (SIMPLE, 0, 1), (THREE_QUARTERS, 0, 1),
])
def test_the_bounds_are_met_exactly(threshold: Threshold, cast: int, needed: int) -> None:
    assert needed_of(threshold, cast) == needed
    assert not is_reached(threshold, Tally(needed - 1, cast - needed + 1))
    assert cast == 0 or is_reached(threshold, Tally(needed, cast - needed))


@given(THRESHOLDS, NUMBERS)
def test_a_tie_is_rejected_and_so_is_what_nobody_voted_on(threshold: Threshold, number: int) -> None:
    assert not is_reached(threshold, Tally(number, number))
    assert not is_reached(threshold, Tally(0, 0, abstain=number))
    assert not is_reached(threshold, Tally(0, 0, invalid=number))


def test_half_of_the_votes_never_carries_even_where_a_clause_asks_for_no_more() -> None:
    assert not is_reached(Threshold(Fraction(1, 2)), Tally(5, 5))
    assert is_reached(Threshold(Fraction(1, 2)), Tally(6, 5))


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, THRESHOLDS)
def test_investing_members_neither_outvote_the_others_nor_prevent_what_they_resolve(
    yes: int, no: int, more_yes: int, more_no: int, threshold: Threshold
) -> None:
    both = SplitTally(Tally(yes, no), Tally(more_yes, more_no))
    assert is_reached(threshold, both.deciding) is slowly(threshold, yes, no)
    assert both.together == Tally(yes + more_yes, no + more_no)


VOTES = st.lists(st.builds(
    CountedVote, st.sampled_from([Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.INVALID]), st.integers(1, 3),
    st.booleans(), st.just({}), st.integers(1, 4),
), max_size=40)


@given(VOTES, THRESHOLDS, st.randoms())
def test_a_recount_in_any_order_gives_the_same(
    votes: list[CountedVote], threshold: Threshold, chance: Random
) -> None:
    frame = Frame(Method.YES_NO, threshold)
    once, again = count_votes(frame, votes), list(votes)
    chance.shuffle(again)
    assert count_votes(frame, again) == once
    singly = [CountedVote(each.choice, 1, each.is_investing) for each in votes for _ in range(each.votes)]
    apart = count_votes(frame, singly)
    assert replace(apart, tally=replace(apart.tally, voters=once.tally.voters)) == once


@given(VOTES)
def test_weights_count_as_that_many_votes(votes: list[CountedVote]) -> None:
    found = count_votes(Frame(Method.YES_NO, SIMPLE), votes)
    yes = sum(each.weight * each.number for each in votes if each.choice is Choice.YES and not each.is_investing)
    no = sum(each.weight * each.number for each in votes if each.choice is Choice.NO and not each.is_investing)
    assert (found.tally.ordinary.yes, found.tally.ordinary.no) == (yes, no)
    assert found.outcome is (Outcome.ACCEPTED if yes > no else Outcome.REJECTED)
