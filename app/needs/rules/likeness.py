"""How alike needs are (R-NEED-03): one row of numbers for each, and the nearest of them.

A row joins three views of a need, each of length one before it is weighed: its words (stems of words and of parts of
compounds, and pieces of four to six letters, so that a slip of the pen costs little), its themes, and its meaning,
where a language model tells it. Rare words and themes count more. Then each row leans towards its nearest ones, so
that two needs are also alike when they are like the same others.

A collection holds only what its reader may see: words, themes and neighbours of every need in it bear upon all others.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.needs.rules.themes import THEMES
from app.needs.rules.words import Wordbook, wordbook_of, words_in

Floats: TypeAlias = NDArray[np.float32]
Numbers: TypeAlias = NDArray[np.intp]
Encoder: TypeAlias = Callable[[Sequence[str]], NDArray[Any]]
"""A language model: texts in, one row of numbers for each."""

SHOWN = 5
READ_LETTERS = 5_000
"""How much of a need's title and text together is read."""

TITLE_COUNTS, PIECE_SIZES = 2, (4, 5)
"""How often the words of a title count; letters of the pieces of words."""
MEANING_OF_TITLE, MEANING_OF_SENTENCES = 0.5, 0.5
"""Beside the meaning of the whole, which weighs 1."""
MEANT_SENTENCES, MEANT_WORDS, MEANT_LETTERS = 8, 30, 300
"""How many sentences tell the meaning, each by itself; how many words, from the title on, where needs are many; and how
many letters of a title, of a sentence, of these words."""
THOROUGH_LETTERS = 200_000
"""Up to how many letters of all needs together, some five hundred needs, wholes, titles and sentences are read."""
ONLY_ONE = 0.5
"""How much a word counts that one need alone has: only a need still to come can share it."""
FIRM = 16
"""From about how many needs on what all have in common is taken off their meanings."""
LEANS_ON = 4
"""On how many neighbours a need leans."""
PLACES, BLOCK = 1024, 512
"""Places that words and pieces share; rows multiplied at once."""


@dataclass(frozen=True)
class Scales:
    """What weighs how much: words, pieces of words, themes; the meaning against these together; neighbours."""

    words: float = 1.0
    pieces: float = 0.5
    themes: float = 0.7
    meaning: float = 1.5
    leaning: float = 1.5


MEASURED = Scales()
"""What served best on needs written for it; README, figures, tells how well."""


@dataclass(frozen=True)
class NeedText:
    """What is compared of a need."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text as one, as far as they are read."""
        return f"{self.title}. {self.text[:READ_LETTERS]}"[:READ_LETTERS]

    @property
    def beginning(self) -> str:
        """Title and as many words of the text as tell the meaning of the whole."""
        return " ".join(self.whole.split()[:MEANT_WORDS])[:MEANT_LETTERS]


@dataclass(frozen=True)
class Likeness:
    """A need that is like another: its place in the collection, and how like, from 0 (not at all) to 1 (the same)."""

    place: int
    score: float


@dataclass(frozen=True)
class Weights:
    """One kind of feature: the place of each, how rare it is, and where it goes in the row, with its sign."""

    places: dict[str, int]
    rarity: Floats
    target: Numbers
    sign: Floats
    width: int

    def row(self, features: Sequence[str]) -> Floats:
        """The features of one need as a row of length one; unknown ones are left out."""
        known = [self.places[each] for each in features if each in self.places]
        places, counts = np.unique(np.array(known, dtype=np.intp), return_counts=True)
        weights = (1 + np.log(counts)) * self.rarity[places]
        row = np.bincount(self.target[places], weights * self.sign[places], self.width)
        length = np.sqrt((weights**2).sum())
        return np.asarray(row / length if length else row, dtype=np.float32)


@dataclass(frozen=True)
class Collection:
    """Needs made comparable; `rows` as they are, `leaning` with their neighbours."""

    needs: Sequence[NeedText]
    scales: Scales
    book: Wordbook
    words: Weights
    pieces: Weights
    themes: Weights
    common_meaning: Floats | None
    rows: Floats
    leaning: Floats


def meanings_of(needs: Sequence[NeedText], encode: Encoder) -> Floats:
    """One row of length one for each need, worth keeping: the meanings of whole, title and sentences joined.

    Where needs are many, the meaning of the beginning alone, which costs a third and says most.
    """
    if sum(len(need.whole) for need in needs) > THOROUGH_LETTERS:
        return _encoded([need.beginning for need in needs], encode)
    sentences = [(place, each) for place, need in enumerate(needs) for each in _sentences_of(need)]
    wholes_and_titles = [*(need.whole for need in needs), *(need.title[:MEANT_LETTERS] for need in needs)]
    told = _encoded([*wholes_and_titles, *(each for _place, each in sentences)], encode)
    wholes, titles, said = np.split(told, [len(needs), 2 * len(needs)])
    mean = np.zeros_like(wholes)
    np.add.at(mean, np.array([place for place, _each in sentences], dtype=np.intp), said)
    return _of_length_one(MEANING_OF_TITLE * titles + MEANING_OF_SENTENCES * _of_length_one(mean) + wholes)


def collect(needs: Sequence[NeedText], meanings: Floats | None, scales: Scales = MEASURED) -> Collection:
    """Make needs comparable; without meanings by their words and themes alone."""
    book = wordbook_of(need.whole for need in needs)
    read = [_read(need, book) for need in needs]
    words, pieces, themes = (_weights_of([each[kind] for each in read], kind) for kind in range(len(_WIDTHS)))
    common = None
    if meanings is not None and len(needs):
        common = (meanings.mean(axis=0) * len(needs) / (len(needs) + FIRM)).astype(np.float32)
    features = np.array([_features(each, words, pieces, themes, scales) for each in read], dtype=np.float32)
    rows = _with_meanings(features.reshape(len(needs), PLACES + len(THEMES)), meanings, common, scales)
    return Collection(needs, scales, book, words, pieces, themes, common, rows, _leaning(rows, scales))


def nearest(collection: Collection, count: int = SHOWN) -> Iterator[list[Likeness]]:
    """Of each need in turn, the others most like it, the most like first."""
    for start, scores in _blocks(collection.leaning, collection.leaning):
        places = _highest(scores, count)
        for number, row in enumerate(places):
            yield [_likeness(place, scores[number, place]) for place in row if place != start + number]


def nearest_to(need: NeedText, meaning: Floats | None, collection: Collection, count: int = SHOWN) -> list[Likeness]:
    """The needs of a collection most like a new one, which is not in it; its meaning as `meanings_of` gives it."""
    if not len(collection.needs):
        return []
    read = _read(need, collection.book)
    features = _features(read, collection.words, collection.pieces, collection.themes, collection.scales)
    row = _with_meanings(features[None, :], meaning, collection.common_meaning, collection.scales)
    scores = _lean(row, row @ collection.rows.T, collection.rows, collection.scales) @ collection.leaning.T
    return [_likeness(place, scores[0, place]) for place in _highest(scores, count)[0]]


def nearest_of(place: int, collection: Collection, count: int = SHOWN) -> list[Likeness]:
    """Of one need of a collection, by its place, the others most like it."""
    scores = collection.leaning[place : place + 1] @ collection.leaning.T
    scores[0, place] = -np.inf
    return [_likeness(each, scores[0, each]) for each in _highest(scores, count)[0] if each != place]


def joined(collection: Collection, needs: Sequence[NeedText], meanings: Floats | None) -> Collection:
    """A collection with further needs behind its own, read by the words, rarities and neighbours known so far.

    Cheap, and a little less exact than to collect all of them anew.
    """
    read = [_read(need, collection.book) for need in needs]
    kinds = (collection.words, collection.pieces, collection.themes)
    features = np.array([_features(each, *kinds, collection.scales) for each in read], dtype=np.float32)
    features = features.reshape(len(needs), PLACES + len(THEMES))
    rows = _with_meanings(features, meanings, collection.common_meaning, collection.scales)
    if not len(collection.needs):
        return replace(collection, needs=tuple(needs), rows=rows, leaning=rows)
    leaning = _lean(rows, rows @ collection.rows.T, collection.rows, collection.scales)
    return replace(
        collection, needs=(*collection.needs, *needs), rows=np.vstack([collection.rows, rows]),
        leaning=np.vstack([collection.leaning, leaning]),
    )


def _sentences_of(need: NeedText) -> list[str]:
    sentences = re.split(r"(?<=[.!?:])\s+|\n+", need.text[:READ_LETTERS])
    return [each[:MEANT_LETTERS] for each in sentences if each.strip()][:MEANT_SENTENCES]


def _encoded(texts: Sequence[str], encode: Encoder) -> Floats:
    return _of_length_one(encode(texts).astype(np.float32))


def _of_length_one(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


Read: TypeAlias = tuple[list[str], list[str], list[str]]
"""What is found in a need: parts of words, pieces of words, numbers of themes."""
_WIDTHS = (PLACES, PLACES, len(THEMES))


def _read(need: NeedText, book: Wordbook) -> Read:
    named = [*words_in(need.title[:READ_LETTERS])] * (TITLE_COUNTS - 1)
    readings = [book.read(word) for word in [*named, *words_in(need.whole)]]
    parts = [part for each in readings for part in each.parts]
    pieces = [piece for each in readings for piece in _pieces_of(f"_{each.folded}_")]
    return parts, pieces, [str(theme) for each in readings for theme in each.themes]


def _pieces_of(word: str) -> list[str]:
    return [word[start : start + size] for size in PIECE_SIZES for start in range(len(word) - size + 1)]


def _weights_of(read: Sequence[Sequence[str]], kind: int) -> Weights:
    """How rare each feature is. Words share places by chance, always the same one; each theme has its own."""
    width = _WIDTHS[kind]
    spread: dict[str, int] = {}
    for features in read:
        for each in set(features):
            spread[each] = spread.get(each, 0) + 1
    names = sorted(spread)
    counts = np.array([spread[each] for each in names], dtype=np.float64)
    rarity = np.log((len(read) + 1) / counts) * np.where((counts == 1) & (width != len(THEMES)), ONLY_ONE, 1)
    places = {each: place for place, each in enumerate(names)}
    if width == len(THEMES):
        target, sign = np.array([int(each) for each in names], dtype=np.intp), np.ones(len(names), dtype=np.float32)
    else:
        target, sign = _by_chance(len(names), width, kind)
    return Weights(places, rarity.astype(np.float32), target, sign, width)


def _by_chance(count: int, width: int, seed: int) -> tuple[Numbers, Floats]:
    chance = np.random.default_rng(seed)
    return chance.integers(0, width, count), chance.choice(np.array([-1, 1], dtype=np.float32), count)


def _features(read: Read, words: Weights, pieces: Weights, themes: Weights, scales: Scales) -> Floats:
    """Words, pieces and themes of a need in one row of length one."""
    lexical = _root(scales.words) * words.row(read[0]) + _root(scales.pieces) * pieces.row(read[1])
    row = np.concatenate([lexical, _root(scales.themes) * themes.row(read[2])])
    return np.asarray(_of_length_one(row[None, :])[0], dtype=np.float32)


def _root(weight: float) -> np.float32:
    """What a part is multiplied by, so that its likeness counts with this weight."""
    return np.float32(math.sqrt(weight))


def _with_meanings(features: Floats, meanings: Floats | None, common: Floats | None, scales: Scales) -> Floats:
    if meanings is None or common is None:
        return features
    return _of_length_one(np.hstack([features, _root(scales.meaning) * _of_length_one(meanings - common)]))


def _leaning(rows: Floats, scales: Scales) -> Floats:
    leaning = np.empty_like(rows)
    for start, scores in _blocks(rows, rows):
        leaning[start : start + len(scores)] = _lean(rows[start : start + len(scores)], scores, rows, scales)
    return leaning


def _lean(block: Floats, scores: Floats, rows: Floats, scales: Scales) -> Floats:
    """Each row of a block with its neighbours added, as far as they are like it."""
    neighbours = _highest(scores, LEANS_ON)
    near = np.maximum(np.take_along_axis(scores, neighbours, axis=1), 0)
    return _of_length_one(block + scales.leaning * np.einsum("ij,ijk->ik", near, rows[neighbours]))


def _blocks(left: Floats, right: Floats) -> Iterator[tuple[int, Floats]]:
    """The likenesses of all rows with all, a block of rows at a time; none is like itself."""
    for start in range(0, len(left), BLOCK):
        scores = left[start : start + BLOCK] @ right.T
        rows = np.arange(len(scores))
        scores[rows, start + rows] = -np.inf
        yield start, scores


def _highest(scores: Floats, count: int) -> Numbers:
    """The places of the highest scores of each row, the highest first."""
    count = min(count, scores.shape[1])
    found = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    order = np.argsort(-np.take_along_axis(scores, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1)


def _likeness(place: np.intp, score: np.float32) -> Likeness:
    return Likeness(int(place), round(float(np.clip(score, 0, 1)), 3))
