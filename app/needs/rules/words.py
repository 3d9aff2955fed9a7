"""Words of a need: without filler, in one spelling, cut to their stems, compounds taken apart.

ß and ss, ä and ae, hyphens and capitals make no difference. Compounds are taken apart by the words that the needs
compared and the themes use themselves: "Straßenschäden" is a Straße and Schäden where either is known as a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import snowballstemmer

from app.core.formats import fold
from app.needs.rules.filler import FILLER
from app.needs.rules.themes import THEMES

_WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_HYPHEN = re.compile(r"[-‐‑]")
_STEMMER = snowballstemmer.stemmer("german")
_LINKS = ("", "s", "es", "n", "en", "e", "er", "ns", "ens")
"""What joins the parts of a German compound, or ends its last one (Fugenelement)."""

SHORTEST_THEME_WORD, SHORTEST_PART, SHORTEST_HEAD, SHORTEST_COMPOUND = 3, 4, 5, 8
"""Letters: of what tells a theme, of a known part, of a known head behind an unknown part, of a compound."""

LONGEST = 64
"""How many letters of a word are read."""

Themes = tuple[int, ...]


@lru_cache(maxsize=200_000)
def stem(folded: str) -> str:
    """The stem of a folded German word: of `strassen` and `strasse` the same."""
    return str(_STEMMER.stemWord(folded))


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return fold(word)


def words_in(text: str) -> Iterator[str]:
    """The words of a text that tell what it is about, as they are written; numbers and filler are left out."""
    for word in _words_of(text):
        folded = _folded(word)
        if len(folded) > 1 and folded not in _FILLER and not word.isdecimal():
            yield word


def _words_of(text: str) -> Iterator[str]:
    """The words of a text; those joined by a hyphen singly, but for a single letter or small one: E-Mail, Start-up."""
    for word in _WORD.findall(text):
        parts = _HYPHEN.split(word)
        is_one = any(len(part) == 1 or (len(part) == 2 and part.islower()) for part in parts)
        yield from (part[:LONGEST] for part in (("".join(parts),) if is_one else parts))


@dataclass(frozen=True)
class Reading:
    """How one word is read: folded, its parts and their stems, and the themes it tells of (places in `THEMES`)."""

    folded: str
    pieces: tuple[str, ...]
    parts: tuple[str, ...]
    themes: Themes


@dataclass(frozen=True)
class Wordbook:
    """The words by which compounds are taken apart; every word is read once."""

    known: frozenset[str]
    _read: dict[str, Reading] = field(default_factory=dict, repr=False, compare=False)

    def read(self, word: str) -> Reading:
        """Say how a word, as it is written, is read."""
        folded = _folded(word)
        if folded not in self._read:
            pieces = self._pieces_of(folded)
            parts = tuple(map(stem, pieces))
            whole = THEMES_OF.get(stem(folded))
            told = whole or tuple(theme for part in parts for theme in THEMES_OF.get(part, ()))
            self._read[folded] = Reading(folded, pieces, parts, told)
        return self._read[folded]

    def _pieces_of(self, word: str) -> tuple[str, ...]:
        """The smallest known pieces of a word; what is known itself may be made of known ones."""
        if len(word) < SHORTEST_COMPOUND:
            return (word,)
        pieces = self._covering(word) or self._before_a_known_head(word)
        return tuple(small for piece in pieces for small in self._pieces_of(piece)) or (word,)

    def _covering(self, word: str) -> tuple[str, ...]:
        """The fewest known words that make up another, with links and ending; none where some of it is unknown."""
        ways: dict[int, tuple[str, ...]] = {0: ()}
        for start in range(len(word) - SHORTEST_PART + 1):
            if start not in ways:
                continue
            for end in range(start + SHORTEST_PART, len(word) + 1):
                piece = word[start:end]
                if piece in self.known and piece != word:
                    _go_on(ways, word, end, (*ways[start], piece))
        return ways.get(len(word), ())

    def _before_a_known_head(self, word: str) -> tuple[str, ...]:
        """An unknown beginning and the longest known word behind it, whatever its ending; none where there is none."""
        for start in range(SHORTEST_PART, len(word) - SHORTEST_HEAD + 1):
            head, before = self._known(word[start:]), word[:start]
            if head:
                return (before.removesuffix("s") if len(before) > SHORTEST_PART else before, head)
        return ()

    def _known(self, word: str) -> str:
        """The word, or the word without an ending, if it is known and long enough to be a head."""
        cut = (word.removesuffix(link) for link in _LINKS)
        return next((each for each in cut if len(each) >= SHORTEST_HEAD and each in self.known), "")


def _go_on(ways: dict[int, tuple[str, ...]], word: str, end: int, pieces: tuple[str, ...]) -> None:
    """Note how far the pieces reach, with each link that may follow them."""
    for link in _LINKS:
        reach = end + len(link)
        if word.startswith(link, end) and (reach not in ways or len(ways[reach]) > len(pieces)):
            ways[reach] = pieces


def wordbook_of(texts: Iterable[str]) -> Wordbook:
    """The words that the texts and the themes use, also by their stems."""
    used = {_folded(word) for text in texts for word in words_in(text)} | {*SPELLING}
    return Wordbook(frozenset(word for each in used for word in (each, stem(each)) if len(word) >= SHORTEST_PART))


def _theme_words() -> Iterator[tuple[int, str]]:
    for number, words in enumerate(THEMES.values()):
        yield from ((number, word) for word in _words_of(words) if len(word) >= SHORTEST_THEME_WORD)


def _themes_of() -> Mapping[str, Themes]:
    found: dict[str, set[int]] = {}
    for number, word in _theme_words():
        found.setdefault(stem(fold(word)), set()).add(number)
    return MappingProxyType({each: tuple(sorted(numbers)) for each, numbers in found.items()})


_FILLER = frozenset(fold(word) for word in FILLER.split())
SPELLING: Mapping[str, str] = MappingProxyType({fold(word): word for _number, word in _theme_words()})
"""Folded word → how the themes spell it."""
THEMES_OF: Mapping[str, Themes] = _themes_of()
"""Stem → the themes it tells of, as places in `THEMES`."""
