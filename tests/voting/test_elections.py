"""Who is elected: by more than half, in a run-off, on a list, by lot; against an independent slow count."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import SIMPLE
from app.core.values import Refusal
from app.statutes.rules import ElectionMode, TieRule
from app.voting.rules import (
    Choice,
    CountedVote,
    ElectionResult,
    Frame,
    Method,
    Outcome,
    check_drawn,
    count_votes,
    elect_absolutely,
    elect_relatively,
    fits,
    shape_of,
)

ANNA, BERTA, CILLI, DORA = 1, 2, 3, 4
LOT, NONE = TieRule.LOT, TieRule.NOT_ELECTED
POLLED = st.dictionaries(st.integers(1, 8), st.integers(0, 60), min_size=1, max_size=8)
SEATS = st.integers(1, 5)


def beaten_by(votes: dict[int, int], who: int) -> int:
    """How many have more votes."""
    return sum(number > votes[who] for number in votes.values())


@given(POLLED, SEATS)
def test_on_a_list_those_are_elected_whom_fewer_beat_or_equal_than_there_are_seats(
    votes: dict[int, int], seats: int
) -> None:
    found = elect_relatively(votes, seats, NONE)
    sure = {
        who for who, number in votes.items() if number > 0
        and sum(other >= number for other in votes.values()) <= seats
    }
    assert set(found.elected) == sure
    assert len(found.elected) <= seats


@given(POLLED, SEATS)
def test_the_lot_is_drawn_between_equals_for_the_seats_left_and_only_where_the_statute_says_so(
    votes: dict[int, int], seats: int
) -> None:
    found = elect_relatively(votes, seats, LOT)
    assert not elect_relatively(votes, seats, NONE).draw_lot_between
    if found.draw_lot_between:
        assert len({votes[who] for who in found.draw_lot_between}) == 1
        assert len(found.elected) + found.by_lot == seats < len(found.elected) + len(found.draw_lot_between)


@given(POLLED)
def test_in_a_single_ballot_who_is_elected_has_more_than_half_of_the_valid_votes(votes: dict[int, int]) -> None:
    valid = sum(votes.values())
    found = elect_absolutely(votes, valid, 1, True, NONE)
    over = [who for who, number in votes.items() if valid and Fraction(number, valid) > Fraction(1, 2)]
    assert list(found.elected) == over
    assert bool(found.runoff) == (not over and len(votes) > 1)
    assert all(beaten_by(votes, who) < 2 for who in found.runoff)


@given(POLLED, SEATS, st.integers(0, 120))
def test_nobody_in_a_run_off_is_beaten_by_somebody_neither_elected_nor_in_it(
    votes: dict[int, int], seats: int, valid: int
) -> None:
    found = elect_absolutely(votes, max([valid, *votes.values()]), seats, True, NONE)
    outside = set(votes) - {*found.elected, *found.runoff}
    assert not set(found.elected) & set(found.runoff)
    assert all(votes[left] < votes[who] for who in found.runoff for left in outside)


def test_equals_above_half_for_the_last_seat_go_into_the_run_off_between_them() -> None:
    found = elect_absolutely({ANNA: 40, BERTA: 30, CILLI: 30, DORA: 5}, 50, 2, True, NONE)
    assert (found.elected, found.runoff) == ((ANNA,), (BERTA, CILLI))
    assert elect_absolutely({ANNA: 30, BERTA: 30}, 50, 1, True, NONE).outcome is Outcome.RUNOFF


def test_nobody_above_half_sends_the_two_best_into_the_run_off() -> None:
    found = elect_absolutely({ANNA: 20, BERTA: 15, CILLI: 10}, 45, 1, True, NONE)
    assert (found.elected, found.runoff, found.valid, found.needed) == ((), (ANNA, BERTA), 45, 23)
    assert found.outcome is Outcome.RUNOFF


def test_equals_in_second_place_all_go_into_the_run_off() -> None:
    assert elect_absolutely({ANNA: 20, BERTA: 15, CILLI: 15}, 50, 1, True, NONE).runoff == (ANNA, BERTA, CILLI)


def test_without_a_clause_on_a_run_off_nobody_is_elected_below_half() -> None:
    found = elect_absolutely({ANNA: 20, BERTA: 15, CILLI: 10}, 45, 1, False, NONE)
    assert (found.elected, found.runoff, found.outcome) == ((), (), Outcome.NOBODY)


def test_several_seats_by_more_than_half_of_the_ballots_leave_the_rest_to_a_run_off() -> None:
    found = elect_absolutely({ANNA: 40, BERTA: 30, CILLI: 20, DORA: 10}, 50, 3, True, NONE)
    assert (found.elected, found.runoff) == ((ANNA, BERTA), (CILLI, DORA))


def ballots(*marks: dict[int, int], weight: int = 1) -> list[CountedVote]:
    """Ballots with these marks."""
    return [CountedVote(Choice.MARKS, weight, marks=each) for each in marks]


def frame(method: Method, seats: int = 1, mode: ElectionMode = ElectionMode.RELATIVE, tie: TieRule = NONE) -> Frame:
    """An election among four."""
    return Frame(method, SIMPLE, seats, (ANNA, BERTA, CILLI, DORA), mode, tie)


def test_a_list_ballot_counts_as_many_crosses_as_seats() -> None:
    votes = ballots({ANNA: 1, BERTA: 1}, {ANNA: 1, CILLI: 1}, {BERTA: 1}, {DORA: 1, BERTA: 1})
    found = count_votes(frame(Method.LIST, seats=2), votes)
    assert (found.chosen, found.for_options[BERTA], found.valid) == ((BERTA, ANNA), 3, 4)


def test_heaped_votes_count_as_often_as_they_were_given_and_by_their_weight() -> None:
    votes = ballots({ANNA: 2}, {BERTA: 1, CILLI: 1}) + ballots({CILLI: 2}, weight=3)
    found = count_votes(frame(Method.CUMULATIVE, seats=2), votes)
    assert dict(found.for_options) == {ANNA: 2, BERTA: 1, CILLI: 7, DORA: 0}
    assert found.chosen == (CILLI, ANNA)


def test_approval_asks_for_more_than_half_of_the_ballots_where_the_statute_says_nothing() -> None:
    votes = ballots({ANNA: 1, BERTA: 1}, {ANNA: 1}, {ANNA: 1, BERTA: 1}, {CILLI: 1})
    found = count_votes(frame(Method.APPROVAL, seats=2, mode=ElectionMode.MORE_THAN_HALF), votes)
    assert (found.chosen, found.needed) == ((ANNA,), 3)


def test_en_bloc_elects_all_or_nobody() -> None:
    yes, no = CountedVote(Choice.YES, number=4), CountedVote(Choice.NO, number=4)
    assert count_votes(frame(Method.EN_BLOC, 4), [yes, no]).outcome is Outcome.NOBODY
    assert count_votes(frame(Method.EN_BLOC, 4), [yes, no, yes]).chosen == (ANNA, BERTA, CILLI, DORA)


def test_of_several_motions_one_needs_more_than_half_of_all_votes_cast() -> None:
    votes = ballots({ANNA: 1}, {ANNA: 1}, {BERTA: 1})
    assert count_votes(frame(Method.ONE_OF_SEVERAL), votes).chosen == (ANNA,)
    against = [*votes, CountedVote(Choice.NO)]
    assert count_votes(frame(Method.ONE_OF_SEVERAL), against).outcome is Outcome.REJECTED


def test_abstentions_and_investing_members_marks_elect_nobody() -> None:
    votes = [*ballots({ANNA: 1}), CountedVote(Choice.ABSTAIN, number=9),
             CountedVote(Choice.MARKS, 1, True, {BERTA: 5}, 5)]
    found = count_votes(frame(Method.ELECTION, mode=ElectionMode.MORE_THAN_HALF), votes)
    assert (found.chosen, found.valid, found.for_options[BERTA], found.tally.ordinary.abstain) == ((ANNA,), 1, 5, 9)


@given(st.lists(st.dictionaries(st.integers(1, 4), st.integers(1, 2), min_size=1, max_size=3), max_size=30))
def test_the_lot_aside_a_recount_elects_the_same(marks: list[dict[int, int]]) -> None:
    votes = ballots(*marks)
    for method in (Method.LIST, Method.CUMULATIVE, Method.APPROVAL):
        found, again = count_votes(frame(method, 2), votes), count_votes(frame(method, 2), votes[::-1])
        assert (set(found.chosen), found.for_options) == (set(again.chosen), again.for_options)


def test_a_drawn_lot_names_as_many_of_the_equals_as_there_are_seats_left() -> None:
    tied = ElectionResult((DORA,), draw_lot_between=(ANNA, BERTA, CILLI), by_lot=2)
    check_drawn(tied, (ANNA, CILLI))
    for wrong in ((ANNA,), (ANNA, ANNA), (ANNA, DORA), ()):
        with pytest.raises(Refusal):
            check_drawn(tied, wrong)
    with pytest.raises(Refusal):
        check_drawn(ElectionResult((DORA,)), (DORA,))


@pytest.mark.parametrize(("method", "marks", "is_right"), [
    (Method.ELECTION, {ANNA: 1}, True), (Method.ELECTION, {ANNA: 2}, False), (Method.ELECTION, {}, False),
    (Method.ELECTION, {ANNA: 1, BERTA: 1}, False), (Method.LIST, {ANNA: 1, BERTA: 1}, True),
    (Method.LIST, {ANNA: 2}, False), (Method.LIST, {ANNA: 1, BERTA: 1, CILLI: 1}, False),
    (Method.CUMULATIVE, {ANNA: 2}, True), (Method.CUMULATIVE, {ANNA: 2, BERTA: 1}, False),
    (Method.CUMULATIVE, {ANNA: 0}, False), (Method.APPROVAL, {ANNA: 1, BERTA: 1, CILLI: 1, DORA: 1}, True),
])
def test_a_ballot_of_two_seats_and_four_candidates_may_be_marked(
    method: Method, marks: dict[int, int], is_right: bool
) -> None:
    assert fits(marks, shape_of(method, 2, 4, ElectionMode.MORE_THAN_HALF)) is is_right
