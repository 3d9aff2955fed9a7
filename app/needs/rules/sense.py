"""What texts mean, as rows of numbers: the language model multilingual-e5-small, worked out by numpy alone.

A text is cut into pieces; each piece is a row of numbers, and twelve layers let every piece take up from the others
what bears upon it (a transformer, BERT). The mean of the rows is the meaning; common pieces count less in it (SIF,
Arora and others 2017), which was right more often on the written needs than the plain mean.

The model's numbers are of four bits each, 32 to a block behind their common scale.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.needs.rules.pieces import Pieces

Floats: TypeAlias = NDArray[np.float32]
Bytes: TypeAlias = NDArray[np.uint8]

READ_PIECES = 256
"""How many pieces of a text are read; the model itself could take twice as many."""
AT_ONCE = 1_024
"""Pieces worked on at once: enough to be quick, in some 30 MB."""
USUAL = 0.5
"""How much of what everyday sentences mean is taken off each meaning: the model gives all texts much in common."""
EVERYDAY = (
    "Wir suchen eine Lösung für ein Problem, das viele haben.", "Am Morgen regnet es, am Nachmittag scheint die Sonne.",
    "Die Nachbarin backt einen Kuchen mit Äpfeln.", "Der Zug nach Hamburg fährt mit Verspätung ab.",
    "Gestern hat die Mannschaft das Spiel verloren.", "Im Garten blühen Rosen, und die Katze schläft.",
    "Das Orchester probt ein Stück von Mozart.", "Die Aktien der Bank sind im letzten Jahr gestiegen.",
)


class Linear(NamedTuple):
    """Rows times weights, and what is added."""

    weights: Floats
    added: Floats

    def of(self, rows: Floats) -> Floats:
        """The rows, transformed."""
        found: Floats = rows @ self.weights
        found += self.added
        return found


class Norm(NamedTuple):
    """Rows brought to mean 0 and spread 1, then to the spread and mean that the model has learnt."""

    spread: Floats
    mean: Floats

    def bring(self, rows: Floats, least: np.float32) -> None:
        """Change the rows in place; `least` keeps rows without any spread from being divided by nothing."""
        rows -= rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1])
        rows *= (1 / np.sqrt(variance + least))[:, None]
        rows *= self.spread
        rows += self.mean


class Layer(NamedTuple):
    """One of the layers: what pieces ask, offer and give; how that is taken up; two steps for each piece by itself."""

    attention: Linear
    taken_up: Linear
    after_attention: Norm
    wide: Linear
    narrow: Linear
    after_all: Norm


@dataclass(frozen=True)
class Model:
    """A language model at hand: texts in, one row of numbers for each.

    `before`: the pieces that stand before each text; `last`: behind it; `telling`: how much each piece counts.
    """

    pieces: Pieces
    blocks: Bytes
    places: Floats
    first: Norm
    layers: Sequence[Layer]
    heads: int
    least: np.float32
    telling: Floats
    before: Sequence[int]
    last: int

    def meanings(self, texts: Sequence[str]) -> Floats:
        """One row for each text, of any length and with any signs; all 0 where no piece of it is known."""
        found = self._meanings(texts)
        found[found.any(axis=1)] -= self.usual
        return found

    @cached_property
    def usual(self) -> Floats:
        """What is taken off each meaning."""
        return np.asarray(USUAL * self._meanings(EVERYDAY).mean(axis=0), dtype=np.float32)

    def _meanings(self, texts: Sequence[str]) -> Floats:
        cut = [self._cut(text) for text in texts]
        found = np.zeros((len(cut), self.places.shape[1]), dtype=np.float32)
        for some in _in_batches([len(each) for each in cut]):
            found[some] = self._read([cut[place] for place in some])
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def _cut(self, text: str) -> list[int]:
        return [*[*self.before, *self.pieces.in_text(text)][: READ_PIECES - 1], self.last]

    def _read(self, cut: Sequence[Sequence[int]]) -> Floats:
        """The meanings of texts that are cut, those of the same length one behind the other."""
        numbers = np.concatenate([np.array(each, dtype=np.intp) for each in cut])
        lengths = [len(each) for each in cut]
        rows = unpacked(self.blocks[numbers])
        rows += self.places[np.concatenate([np.arange(each) for each in lengths])]
        self.first.bring(rows, self.least)
        for layer in self.layers:
            rows += layer.taken_up.of(_attended(layer.attention.of(rows), lengths, self.heads))
            layer.after_attention.bring(rows, self.least)
            rows += layer.narrow.of(_bent(layer.wide.of(rows)))
            layer.after_all.bring(rows, self.least)
        weights = self.telling[numbers]
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
        for place in range(len(self.before)):
            weights[starts + place] = 0
        rows *= weights[:, None]
        return np.asarray(np.add.reduceat(rows, starts, axis=0), dtype=np.float32)


def _in_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts, the shortest first, as many together as are worked on at once."""
    batch: list[int] = []
    taken = 0
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and taken + lengths[place] > AT_ONCE:
            yield batch
            batch, taken = [], 0
        batch.append(place)
        taken += lengths[place]
    if batch:
        yield batch


def _attended(rows: Floats, lengths: Sequence[int], heads: int) -> Floats:
    """Each piece with what the pieces of its own text offer, as far as they answer what it asks."""
    width = rows.shape[1] // 3
    found = np.empty((len(rows), width), dtype=np.float32)
    for start, count, length in _of_one_length(lengths):
        end = start + count * length
        apart = rows[start:end].reshape(count, length, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
        asked, offered, given = apart
        answers = asked @ offered.swapaxes(-1, -2)
        answers *= np.float32((width // heads) ** -0.5)
        answers -= answers.max(axis=-1, keepdims=True)
        np.exp(answers, out=answers)
        answers /= answers.sum(axis=-1, keepdims=True)
        found[start:end] = (answers @ given).transpose(0, 2, 1, 3).reshape(count * length, width)
    return found


def _of_one_length(lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Where texts of the same length begin, how many there are, and their length."""
    start = first = 0
    for place, length in enumerate(lengths, start=1):
        if place == len(lengths) or lengths[place] != length:
            yield start, place - first, length
            start, first = start + (place - first) * length, place


def _bent(rows: Floats) -> Floats:
    """GELU, by its approximation with tanh (Hendrycks and Gimpel 2016); in place."""
    bend = rows * rows
    bend *= np.float32(0.044715)
    bend += 1
    bend *= rows
    bend *= np.float32(0.7978845608)
    np.tanh(bend, out=bend)
    bend += 1
    bend *= np.float32(0.5)
    rows *= bend
    return rows


def unpacked(blocks: Bytes) -> Floats:
    """Rows of blocks as rows of numbers: the common scale, then two numbers from -8 to 7 in each byte."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    packed = blocks[..., 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32)
    numbers -= 8
    numbers *= scales
    return np.asarray(numbers.reshape(len(blocks), -1), dtype=np.float32)
