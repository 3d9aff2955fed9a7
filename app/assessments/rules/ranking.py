"""The list of priorities, and what it owes to the weights (R-NEED-02). Fractions: no rounding decides a rank."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from app.assessments.rules.criteria import HIGHEST, LOWEST

HALF = Fraction(1, 2)
MOST_TIMES = 10
"""Up to how many times its weight a criterion is looked at for what would let two change places."""


@dataclass(frozen=True)
class Weighed:
    """A criterion that counts: its id, its weight, whether much of it is worse."""

    key: int
    weight: Fraction
    high_is_worse: bool = False


@dataclass(frozen=True)
class Rated:
    """What is ranked, with the mean of its scores by each criterion; one that nobody could judge is left out."""

    key: int
    means: Mapping[int, Fraction]


@dataclass(frozen=True)
class Place:
    """A place on the list: the rank, which those of equal value share, and the value from 1 to 5; None without scores.
    """

    key: int
    rank: int | None
    value: Fraction | None


def good_of(mean: Fraction, weighed: Weighed) -> Fraction:
    """Turn a mean so that more is better: of a criterion by which much is worse, 5 becomes 1."""
    return LOWEST + HIGHEST - mean if weighed.high_is_worse else mean


def value_of(rated: Rated, weights: Sequence[Weighed]) -> Fraction | None:
    """The weighted mean of what is known of one, from 1 to 5; None where nothing that counts is known."""
    known = [each for each in weights if each.key in rated.means and each.weight > 0]
    total = sum((each.weight for each in known), Fraction(0))
    if not total:
        return None
    return sum((each.weight * good_of(rated.means[each.key], each) for each in known), Fraction(0)) / total


def ranked(all_rated: Sequence[Rated], weights: Sequence[Weighed]) -> list[Place]:
    """Put what was rated in order, the best first; equal values share a rank, the next one counts on (1, 1, 3).

    What has no value stands last, without a rank. Among equals the given order stays.
    """
    values = [(each.key, value_of(each, weights)) for each in all_rated]
    known = sorted(((key, value) for key, value in values if value is not None), key=lambda pair: -pair[1])
    places = [Place(key, 1 + sum(other > value for _key, other in known), value) for key, value in known]
    return [*places, *(Place(key, None, None) for key, value in values if value is None)]


@dataclass(frozen=True)
class Variant:
    """Other weights that are tried: of which criterion, by what factor; None and None for all equal."""

    criterion: int | None
    factor: Fraction | None
    weights: tuple[Weighed, ...]


def variants_of(weights: Sequence[Weighed]) -> list[Variant]:
    """The weights that are tried: each one half as much again, each one halved, and all equal."""
    found = [
        Variant(each.key, factor, tuple(_with(weights, each.key, each.weight * factor)))
        for each in weights for factor in (1 + HALF, 1 - HALF)
    ]  # fmt: skip
    return [*found, Variant(None, None, tuple(replace(each, weight=Fraction(1)) for each in weights))]


def _with(weights: Sequence[Weighed], key: int, weight: Fraction) -> Iterator[Weighed]:
    return (replace(each, weight=weight) if each.key == key else each for each in weights)


@dataclass(frozen=True)
class Reach:
    """The best and the worst rank of one, whichever of the tried weights count."""

    key: int
    best: int
    worst: int

    @property
    def is_firm(self) -> bool:
        """Whether the rank is the same with all of them."""
        return self.best == self.worst


def reaches_of(all_rated: Sequence[Rated], weights: Sequence[Weighed]) -> dict[int, Reach]:
    """How far the rank of each moves with the weights that are tried; what has no rank is left out."""
    lists = [ranked(all_rated, each) for each in (weights, *(variant.weights for variant in variants_of(weights)))]
    ranks: dict[int, list[int]] = {}
    for place in (each for places in lists for each in places):
        if place.rank is not None:
            ranks.setdefault(place.key, []).append(place.rank)
    return {key: Reach(key, min(found), max(found)) for key, found in ranks.items()}


@dataclass(frozen=True)
class Swap:
    """Which weight lets two neighbours draw level: beyond it the lower one passes the upper one.

    `is_more`: whether the weight has to rise to it, else to fall.
    """

    upper: int
    lower: int
    criterion: int
    weight: Fraction
    is_more: bool


def swaps_of(all_rated: Sequence[Rated], weights: Sequence[Weighed]) -> dict[int, Swap | None]:
    """For each neighbour below another: the nearest change of one weight that lets it draw level; None where none does.

    Those that share a rank, and those not rated by the same criteria, are left out.
    """
    by_key = {each.key: each for each in all_rated}
    places = [each for each in ranked(all_rated, weights) if each.rank is not None]
    found: dict[int, Swap | None] = {}
    for upper, lower in pairwise(places):
        if upper.rank != lower.rank and by_key[upper.key].means.keys() == by_key[lower.key].means.keys():
            found[lower.key] = _nearest_swap(by_key[upper.key], by_key[lower.key], weights)
    return found


def _nearest_swap(upper: Rated, lower: Rated, weights: Sequence[Weighed]) -> Swap | None:
    """Of all criteria the one whose weight has to change least, in proportion to what it is."""
    found = [swap for each in weights if (swap := _swap_by(upper, lower, each, weights)) is not None]
    now = {each.key: each.weight for each in weights}
    return min(found, key=lambda swap: abs(swap.weight / now[swap.criterion] - 1), default=None)


def _swap_by(upper: Rated, lower: Rated, by: Weighed, weights: Sequence[Weighed]) -> Swap | None:
    """The weight of one criterion at which both have the same value: the sum of weighted leads is nought there."""
    known = [each for each in weights if each.key in upper.means]
    leads = {each.key: good_of(upper.means[each.key], each) - good_of(lower.means[each.key], each) for each in known}
    lead = leads.get(by.key)
    if not lead or by.weight <= 0:
        return None
    others = sum((each.weight * leads[each.key] for each in known if each.key != by.key), Fraction(0))
    level = -others / lead
    is_more = lead < 0
    if level < 0 or level > MOST_TIMES * by.weight or not _counts_at(level, by, known):
        return None
    return Swap(upper.key, lower.key, by.key, level, is_more)


def _counts_at(level: Fraction, by: Weighed, known: Sequence[Weighed]) -> bool:
    """Whether anything counts yet with this weight."""
    return level > 0 or any(each.weight > 0 for each in known if each.key != by.key)
