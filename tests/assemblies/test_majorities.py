"""Which majority a resolution needs: the law, and the statute as far as the law leaves it room."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.rules import (
    AMENDMENTS,
    ELECTIONS,
    NINE_TENTHS,
    SIMPLE,
    THREE_QUARTERS,
    RequiredMajority,
    Subject,
    Threshold,
    majority_under,
    majority_word,
    required_majority,
)
from tests.assemblies.statutes import a_statute

SHARES = st.tuples(st.integers(1, 60), st.integers(1, 60)).filter(lambda pair: pair[0] <= pair[1])
THRESHOLDS = st.one_of(st.just(SIMPLE), SHARES.map(lambda pair: Threshold(Fraction(*pair))))
SUBJECTS = st.sampled_from(list(Subject))


def least_yes(threshold: Threshold, cast: int) -> int:
    """Count, vote by vote, how many in favour suffice."""
    for yes in range(cast + 1):
        enough = yes > cast - yes if threshold.share is None else yes >= threshold.share * cast
        if enough:
            return yes
    return cast + 1


@given(THRESHOLDS, THRESHOLDS)
def test_a_stricter_threshold_never_needs_fewer_votes(one: Threshold, other: Threshold) -> None:
    low, high = sorted([one, other])
    assert all(least_yes(low, cast) <= least_yes(high, cast) for cast in range(1, 30))


def test_half_is_less_than_the_simple_majority_and_any_share_above_it_is_more() -> None:
    assert Threshold(Fraction(1, 2)) < SIMPLE < Threshold(Fraction(501, 1000)) < THREE_QUARTERS < NINE_TENTHS


@given(SUBJECTS, st.dictionaries(SUBJECTS, THRESHOLDS, max_size=4))
def test_no_clause_goes_below_what_the_law_demands(subject: Subject, clauses: dict[Subject, Threshold]) -> None:
    by_law, found = required_majority(subject, {}), required_majority(subject, clauses)
    assert (found.is_mandatory, found.one_vote_each) == (by_law.is_mandatory, by_law.one_vote_each)
    if found.is_mandatory:
        assert found.threshold >= by_law.threshold >= THREE_QUARTERS
    elif subject not in ELECTIONS:
        assert found.threshold >= SIMPLE


@given(SUBJECTS, THRESHOLDS)
def test_a_stricter_clause_is_heeded_always(subject: Subject, clause: Threshold) -> None:
    by_law = required_majority(subject, {}).threshold
    if clause >= by_law:
        assert required_majority(subject, {subject: clause}).threshold == clause


def test_a_duty_to_use_services_needs_nine_tenths_and_no_other_matter_does() -> None:
    demanding = [each for each in Subject if required_majority(each, {}).threshold > THREE_QUARTERS]
    assert demanding == [Subject.SERVICE_DUTY]
    assert required_majority(Subject.SERVICE_DUTY, {}) == RequiredMajority(NINE_TENTHS, True, True)


def test_every_amendment_needs_three_quarters_without_a_clause() -> None:
    assert all(required_majority(each, {}).threshold >= THREE_QUARTERS for each in AMENDMENTS)


def test_only_two_amendments_leave_room_below_three_quarters() -> None:
    assert {each for each in AMENDMENTS if not required_majority(each, {}).is_mandatory} == {
        Subject.OTHER_AMENDMENT, Subject.PLURAL_VOTES_ABOLISHED,
    }


@pytest.mark.parametrize(("said", "threshold"), [
    ("simple", "simple"), ("two_thirds", "2/3"), ("three_quarters", "3/4"), ("nine_tenths", "9/10"),
])
def test_the_statute_sets_the_majority_of_other_amendments_and_of_nothing_else(said: str, threshold: str) -> None:
    statute = a_statute(amendment_majority=said)
    assert str(majority_under(statute, Subject.OTHER_AMENDMENT).threshold) == threshold
    assert str(majority_under(statute, Subject.PLURAL_VOTES_ABOLISHED).threshold) == threshold
    for subject in set(Subject) - {Subject.OTHER_AMENDMENT, Subject.PLURAL_VOTES_ABOLISHED}:
        assert majority_under(statute, subject) == required_majority(subject, {})


@pytest.mark.parametrize(("mode", "word"), [
    ("more_than_half", "mehr als die Hälfte der gültigen Stimmen"),
    ("absolute_then_runoff", "mehr als die Hälfte der gültigen Stimmen"), ("relative", "die meisten Stimmen"),
])  # fmt: skip
def test_an_election_is_said_to_need_what_the_statute_says_of_elections(mode: str, word: str) -> None:
    """§ 43 (2) sentence 2 GenG; R-ELE-01."""
    statute = a_statute(election_mode=mode)
    assert majority_word(statute, Subject.ELECT_SUPERVISORY_BOARD) == word
    assert majority_word(statute, Subject.DISCHARGE) == "mehr Ja- als Neinstimmen"


def test_a_threshold_is_told_in_words() -> None:
    assert SIMPLE.word == "mehr Ja- als Neinstimmen"
    assert THREE_QUARTERS.word == "mindestens drei Viertel der abgegebenen Stimmen"
    assert Threshold(Fraction(4, 5)).word == "mindestens 4/5 der abgegebenen Stimmen"
