"""Why two needs are alike, in words: what both name and what both are about."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from app.core.told import Told
from app.core.values import German
from app.needs.rules.likeness import Collection, Floats, NeedText
from app.needs.rules.themes import THEMES
from app.needs.rules.words import SPELLING, Reading, stem, words_in

WORDS_NAMED, THEMES_NAMED = 4, 2
COMMON, MANY = 0.2, 40
"""A word in more than this share of the needs tells nothing, where there are that many needs."""
SHARED = 0.06
"""From which product of both weights on a theme counts as shared; all weights of a need are together of length one."""
NEXT_TO_NOTHING = German("Kaum Gemeinsames; unter den übrigen noch das Ähnlichste.")
"""What is said where next to nothing is shared."""
_THEME_NAMES = tuple(THEMES)


@dataclass(frozen=True)
class Outline:
    """What of a need can be a reason: its words by stem, their parts by stem, each as it is spelt, and its themes."""

    words: Mapping[str, str]
    parts: Mapping[str, str]
    parts_of: Mapping[str, tuple[str, ...]]
    themes: Floats

    @property
    def all_parts(self) -> frozenset[str]:
        """The stems of all parts, spelt or not."""
        return frozenset(part for parts in self.parts_of.values() for part in parts)


def outline_of(need: NeedText, collection: Collection) -> Outline:
    """Note once for all comparisons what of a need can be a reason."""
    read = [(word, collection.book.read(word)) for word in words_in(need.whole)]
    words = _shortest((stem(reading.folded), word) for word, reading in read)
    parts = _shortest(each for _word, reading in read for each in _spelt_parts(reading, words))
    themes = [str(theme) for _word, reading in read for theme in reading.themes]
    parts_of = {stem(reading.folded): reading.parts for _word, reading in read}
    return Outline(words, parts, parts_of, collection.themes.row(themes))


def reason_of(one: Outline, other: Outline, collection: Collection) -> Told:
    """Say what two needs share: words, parts of compounds, themes; else that it is the sense, or next to nothing."""
    words, themes = _words_of_both(one, other, collection), _themes_of_both(one, other)
    named, about = ", ".join(words), German(*themes, joint=" / ")
    if len(words) > 1 and themes:
        return Told("Beide nennen: {words}. Gemeinsames Thema: {themes}.", words=named, themes=about)
    if len(words) > 1:
        return Told("Beide nennen: {words}.", words=named)
    if words and themes:
        return Told("Gemeinsames Thema: {themes}. Von den Wörtern nur: {words}.", themes=about, words=named)
    if themes:
        return Told("Gemeinsames Thema: {themes}. Wenige gemeinsame Wörter.", themes=about)
    return _of_little(named, collection)


def _of_little(named: str, collection: Collection) -> Told:
    """Say so where no theme and at most one word is shared."""
    is_meant = collection.common_meaning is not None
    if named:
        return (Told("Beide nennen: {words}. Ähnlicher Sinn, sonst wenige gemeinsame Wörter.", words=named) if is_meant
                else Told("Beide nennen: {words}. Sonst wenige gemeinsame Wörter.", words=named))
    return (Told("Ähnlicher Sinn, wenige gemeinsame Wörter.") if is_meant
            else Told(NEXT_TO_NOTHING))


def _shortest(spelt: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of each stem the shortest spelling, of equal ones the first."""
    found: dict[str, str] = {}
    for each, word in spelt:
        if each not in found or len(word) < len(found[each]):
            found[each] = word
    return found


def _spelt_parts(reading: Reading, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The parts of a word that stand alone somewhere: in the need itself or among the words of the themes."""
    for piece, part in zip(reading.pieces, reading.parts, strict=True):
        alone = words.get(part) or SPELLING.get(piece) or SPELLING.get(part)
        if alone:
            yield part, alone


def _words_of_both(one: Outline, other: Outline, collection: Collection) -> list[str]:
    """The words that both name, whole or as part of compounds, nouns first, then the rarest."""
    whole = [each for each in one.words if each in other.words]
    covered = {part for each in whole for part in one.parts_of[each]}
    found = [(min(one.words[each], other.words[each], key=len), one.parts_of[each]) for each in whole]
    spelt = {**other.parts, **one.parts}
    both = [part for part in spelt if part in one.all_parts and part in other.all_parts and part not in covered]
    found += [(spelt[part], (part,)) for part in both]
    rarity = {word: max(_rarity(part, collection) for part in parts) for word, parts in found}
    most_common = -np.log(COMMON) if len(collection.needs) >= MANY else 0
    telling = [word for word in rarity if rarity[word] > most_common and len(word) > 1]
    return sorted(telling, key=lambda word: (word[0].islower(), -rarity[word]))[:WORDS_NAMED]


def _rarity(part: str, collection: Collection) -> float:
    place = collection.words.places.get(part)
    return float(collection.words.rarity[place]) if place is not None else 0.0


def _themes_of_both(one: Outline, other: Outline) -> list[str]:
    """The themes that weigh most in both, as long as they do not only brush against them."""
    shared = one.themes * other.themes
    return [_THEME_NAMES[place] for place in np.argsort(-shared)[:THEMES_NAMED] if shared[place] >= SHARED]
