"""Texts cut into the pieces that a language model knows: of all ways to cut a word, the likeliest (unigram model)."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

WORD_START = "▁"
UNKNOWN, SPECIAL = 3, 4
"""The number of what is no known piece; below this number stand marks, not pieces: beginning, filling, end, unknown."""
LONGEST_TEXT = 1_500
"""How many letters of a text are cut, before and after its spelling is made plain: a sign may stand for 18 letters."""


@dataclass(frozen=True)
class Pieces:
    """What a model can read: the number of each piece, its likelihood as a logarithm, and the plain spelling of signs.

    `longest` piece in letters; `unknown`: the likelihood of a letter that is no piece.
    """

    numbers: Mapping[str, int]
    likelihoods: Sequence[float]
    spelling: Mapping[int, str]
    longest: int
    unknown: float

    def in_text(self, text: str) -> Iterator[int]:
        """The numbers of the pieces of a text, any text, one after the other."""
        plain = text[:LONGEST_TEXT].translate(self.spelling)[:LONGEST_TEXT]
        for word in plain.split(" "):
            if word:
                yield from self._in_word(WORD_START + word)

    def _in_word(self, word: str) -> list[int]:
        """The likeliest way to the end of a word, then back along it."""
        reached = [0.0, *[-math.inf] * len(word)]
        ways = [(0, UNKNOWN)] * (len(word) + 1)
        for start in range(len(word)):
            for end in range(start + 1, min(len(word), start + self.longest) + 1):
                number = self.numbers.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                likelihood = reached[start] + (self.unknown if number is None else self.likelihoods[number])
                if likelihood > reached[end]:
                    reached[end], ways[end] = likelihood, (start, UNKNOWN if number is None else number)
        return _back_along(ways)


def _back_along(ways: Sequence[tuple[int, int]]) -> list[int]:
    found, place = [], len(ways) - 1
    while place:
        place, number = ways[place]
        found.append(number)
    return found[::-1]
