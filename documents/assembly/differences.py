"""Where two wordings differ, word by word: what a synopsis lets stand out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.4
"""From which likeness on single words are marked; of what was written anew nothing is."""


@dataclass(frozen=True)
class Piece:
    """A piece of a wording, and whether the other wording has it not."""

    text: str
    is_changed: bool = False


def differences(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Cut both wordings where they differ."""
    words = [re.findall(r"\s*(?:\w+|[^\w\s]+)|\s+$", text) for text in (old, new)]
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    if matcher.ratio() < ALIKE:
        return _plain(old), _plain(new)
    cut: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        spans = (words[0][old_start:old_end], words[1][new_start:new_end])
        for pieces, span in zip(cut, spans, strict=True):
            pieces.extend(_pieces("".join(span), tag != "equal"))
    return tuple(cut[0]), tuple(cut[1])


def _pieces(text: str, is_changed: bool) -> Iterator[Piece]:
    """The space before a changed word is not marked."""
    words = text.lstrip() if is_changed else text
    if len(words) < len(text):
        yield Piece(text[: len(text) - len(words)])
    if words:
        yield Piece(words, is_changed)


def _plain(text: str) -> tuple[Piece, ...]:
    return (Piece(text),) if text else ()
