"""The words that needs of a bundle have in common, as they are marked in their texts; parts of compounds count."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.needs.rules import Wordbook, wordbook_of, words_in

LEAST, SHARE = 2, 3
"""A word is common that at least two needs name, and at least one in three."""
_TOKEN = re.compile(r"\w+(?:[-‐‑]\w+)*")


@dataclass(frozen=True)
class Common:
    """What texts have in common: stems, and the words by which compounds are taken apart."""

    book: Wordbook
    stems: frozenset[str]


@dataclass(frozen=True)
class Piece:
    """A piece of a text, marked where other needs name it, too."""

    text: str
    is_common: bool = False


def common_of(texts: Sequence[str]) -> Common:
    """The stems that enough of these texts name, whole or in compounds; only what the reader may see is handed in."""
    book = wordbook_of(texts)
    named = Counter(part for text in texts for part in {part for word in words_in(text) for part in
                                                        book.read(word).parts})
    enough = max(LEAST, -(-len(texts) // SHARE))
    return Common(book, frozenset(stem for stem, count in named.items() if count >= enough))


def marked(text: str, common: Common) -> list[Piece]:
    """A text in pieces, with what is common marked; together the pieces are the text."""
    found = list[Piece]()
    done = 0
    for token in _TOKEN.finditer(text):
        for start, end in _spans(token.group(), common):
            begin = token.start() + start
            if begin > done:
                found.append(Piece(text[done:begin]))
            found.append(Piece(text[begin : token.start() + end], True))
            done = token.start() + end
    return [*found, Piece(text[done:])] if done < len(text) else found


def _spans(token: str, common: Common) -> Iterator[tuple[int, int]]:
    """Where in a word something common stands: a part of a compound with its ending, or the whole word."""
    words = list(words_in(token))
    if not any(part in common.stems for word in words for part in common.book.read(word).parts):
        return
    reading = common.book.read(words[0])
    if words != [token] or len(reading.folded) != len(token):
        yield 0, len(token)
        return
    starts = _starts(reading.folded, reading.pieces)
    for place, (start, part) in enumerate(zip(starts, reading.parts, strict=True)):
        if part in common.stems:
            yield start, starts[place + 1] if place + 1 < len(starts) else len(token)


def _starts(folded: str, pieces: Sequence[str]) -> list[int]:
    found, place = list[int](), 0
    for piece in pieces:
        place = max(folded.find(piece, place), place)
        found.append(place)
        place += len(piece)
    return found


def excerpt(text: str, most: int = 240) -> str:
    """The beginning of a text, cut at a word."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[:most].rpartition(" ")[0].rstrip(",;:–-") + " …"
