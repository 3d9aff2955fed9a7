"""An index of needs that grows: made of all of them once, then only what changed is taken in (R-NEED-03).

One index holds the needs of one level of confidentiality, so that what somebody may not see bears on nothing shown.
"""

from collections.abc import Collection as Group
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.core.told import Told
from app.needs.rules.likeness import (
    Collection,
    Floats,
    Likeness,
    NeedText,
    collect,
    joined,
    nearest_of,
    nearest_to,
)
from app.needs.rules.reasons import NEXT_TO_NOTHING, outline_of, reason_of

ANEW_BELOW, WORN_BY = 200, 0.1
"""Up to how many needs an index is made anew with every change, and from which share of changes on above that."""
LEAST_LIKE = 0.25
"""What is less like than this is not shown: of needs of one kind one in twenty is, of others every fourth."""
LEAST_LIKE_SEVERAL = 0.5
"""The same beside several needs that belong together, the nearest of which counts."""


@dataclass(frozen=True)
class Entry:
    """A need as the index takes it: its id, what is compared, its meaning where a model told it."""

    key: int
    need: NeedText
    meaning: Floats | None = None


@dataclass(frozen=True)
class Alike:
    """A need that is like another: its id, how like, and why."""

    key: int
    score: float
    reason: Told


@dataclass(frozen=True)
class Index:
    """Needs made comparable; `keys` are their ids by place, `places` the place of each that counts."""

    collection: Collection
    keys: tuple[int, ...]
    places: Mapping[int, int]
    changes: int = 0

    @property
    def is_worn(self) -> bool:
        """Whether so much has changed since it was made that it should be made anew."""
        return len(self.keys) < ANEW_BELOW or self.changes > WORN_BY * len(self.keys)


def index_of(entries: Sequence[Entry]) -> Index:
    """Make needs comparable, all at once."""
    keys = tuple(each.key for each in entries)
    collection = collect([each.need for each in entries], _meanings_of(entries))
    return Index(collection, keys, {key: place for place, key in enumerate(keys)})


def _meanings_of(entries: Sequence[Entry]) -> Floats | None:
    """The meanings of all, or none where one lacks."""
    told = [each.meaning for each in entries if each.meaning is not None]
    return np.vstack(told) if told and len(told) == len(entries) else None


def with_changes(index: Index, entries: Sequence[Entry], gone: Group[int]) -> Index:
    """Take in what is new or worded anew, and leave out what is not there for its readers any more."""
    away = {each.key for each in entries} | set(gone)
    places = {key: place for key, place in index.places.items() if key not in away}
    keys, collection = index.keys, index.collection
    if entries:
        collection = joined(collection, [each.need for each in entries], _meanings_of(entries))
        places |= {each.key: len(keys) + number for number, each in enumerate(entries)}
        keys = (*keys, *(each.key for each in entries))
    return replace(
        index, collection=collection, keys=keys, places=places, changes=index.changes + len(away),
    )


def alike(index: Index, sought: Entry, count: int) -> list[Alike]:
    """The needs most like one, which may be in the index or not, the most like first; what shares nothing is left out.

    More are looked through than are given: those that do not count any more still have their places.
    """
    stale = len(index.keys) - len(index.places)
    among, place = index.collection, index.places.get(sought.key)
    found = (
        nearest_of(place, among, count + stale) if place is not None
        else nearest_to(sought.need, sought.meaning if among.common_meaning is not None else None, among, count + stale)
    )
    return _told(index, sought.need, [each for each in found if _counts(index, each, sought.key)][:count])


def alike_to_all(index: Index, keys: Group[int], count: int, without: Group[int] = ()) -> list[Alike]:
    """The needs most like several taken together, the most like first; each with the reason for the nearest of these.

    `keys` are in the index, or are not asked about; those of `without` are left out.
    """
    among = index.collection
    own = [index.places[key] for key in keys if key in index.places]
    if not own:
        return []
    middle = among.leaning[own].sum(axis=0)
    left_out = {*keys, *without}
    others = [place for key, place in index.places.items() if key not in left_out]
    closeness = among.leaning @ middle
    ranked = sorted(others, key=lambda place: -float(closeness[place]))
    found = list[Alike]()
    for place in ranked[: count * 2]:
        scores = among.leaning[own] @ among.leaning[place]
        nearest, score = own[int(np.argmax(scores))], float(np.clip(scores.max(), 0, 1))
        if score >= LEAST_LIKE_SEVERAL:
            one, other = (outline_of(among.needs[each], among) for each in (nearest, place))
            found.append(Alike(index.keys[place], round(score, 3), reason_of(one, other, among)))
    return [each for each in found if each.reason.message != NEXT_TO_NOTHING][:count]


def pairs_among(index: Index, keys: Sequence[int], least: float) -> list[tuple[int, int, float]]:
    """Every two of these needs that are at least so much alike, with how much; all pairs are compared: ask of few."""
    known = [key for key in keys if key in index.places]
    rows = index.collection.leaning[[index.places[key] for key in known]]
    scores = np.triu(rows @ rows.T, 1)
    found = zip(*np.nonzero(scores >= least), strict=True)
    return [(known[one], known[other], float(scores[one, other])) for one, other in found]


@dataclass(frozen=True)
class Beside:
    """Other texts made comparable with the needs of an index, whose words and neighbours they are read by.

    So a handful of them is told apart as well as needs are; they bear on no need. `first`: the place of the first.
    """

    index: Index
    collection: Collection
    keys: tuple[int, ...]
    first: int


def beside(index: Index, others: Sequence[Entry]) -> Beside:
    """Make other texts comparable with the needs of an index; each with a meaning, where the needs have theirs."""
    collection = index.collection
    if others:
        collection = joined(collection, [each.need for each in others], _meanings_of(others))
    return Beside(index, collection, tuple(each.key for each in others), len(index.keys))


def alike_beside(key: int, others: Beside, count: int) -> list[Alike]:
    """Of these texts those most like a need of the index, the most like first; what shares nothing is left out."""
    place, among = others.index.places.get(key), others.collection
    if place is None or not others.keys:
        return []
    scores = np.clip(among.leaning[others.first :] @ among.leaning[place], 0, 1)
    own, found = outline_of(among.needs[place], among), list[Alike]()
    for each in np.argsort(-scores, kind="stable")[:count]:
        if scores[each] >= LEAST_LIKE:
            reason = reason_of(own, outline_of(among.needs[others.first + int(each)], among), among)
            found.append(Alike(others.keys[each], round(float(scores[each]), 3), reason))
    return [each for each in found if each.reason.message != NEXT_TO_NOTHING]


def _counts(index: Index, found: Likeness, sought: int) -> bool:
    key = index.keys[found.place]
    return key != sought and index.places.get(key) == found.place and found.score >= LEAST_LIKE


def _told(index: Index, need: NeedText, found: Sequence[Likeness]) -> list[Alike]:
    among = index.collection
    own = outline_of(need, among)
    told = [
        Alike(index.keys[each.place], each.score, reason_of(own, outline_of(among.needs[each.place], among), among))
        for each in found
    ]
    return [each for each in told if each.reason.message != NEXT_TO_NOTHING]
