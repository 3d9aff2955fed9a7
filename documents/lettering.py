"""Lettering on a circle: the letters of the print font as outlines, each turned to stand on its arc."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from documents.ornament import SCALE, Point

FONT = Path(__file__).parent / "fonts" / "SourceSans3-Semibold.otf"
POINT = 25.4 / 72
"""Millimetres of a typographic point."""
HYPHEN = "\u2010"
SMALLEST = 6.0
"""Letter height in points below which nobody reads."""


@cache
def _font() -> TTFont:
    return TTFont(FONT)


@cache
def _advance(letter: str) -> tuple[str, float]:
    """The glyph of a letter and its width, as part of the letter height (em)."""
    font = _font()
    glyph = font.getBestCmap().get(ord(letter), ".notdef")
    return glyph, font["hmtx"][glyph][0] / font["head"].unitsPerEm


def width(text: str, size: float, spacing: float = 0.0) -> float:
    """Length of a line of text in millimetres at a letter height (em) of `size`."""
    return sum(_advance(letter)[1] * size + spacing for letter in text) - spacing


def fitted(text: str, size: float, room: float, smallest: float) -> float:
    """Letter height (points) at which text stands in one line of `room` millimetres: `size`, or as little less."""
    return round(max(smallest, min(size, size * room / width(text, size * POINT))), 2)


def fitted_block(
    paragraphs: Iterable[str], size: float, room: float, height: float, leading: float, smallest: float = SMALLEST
) -> float:
    """Letter height (points) at which paragraphs stay within `room` by `height` millimetres: `size`, or as little less.

    `leading` is the distance of lines as part of the letter height.
    """
    texts = list(paragraphs)
    while size > smallest:
        lines = sum(lines_of(text, size, room) for text in texts)
        widest = max(width(word, size * POINT) for text in texts for word in text.split(" "))
        if lines * size * leading * POINT <= height and widest <= room:
            break
        size -= 0.25
    return size


def cut(text: str, size: float, room: float) -> str:
    """Text in which words wider than `room` millimetres at a size in points are divided by hyphens."""
    return " ".join(piece for word in text.split(" ") for piece in _pieces(word, size * POINT, room))


def _pieces(word: str, size: float, room: float) -> Iterator[str]:
    while width(word, size) > room:
        end = max(1, next(end for end in range(1, len(word)) if width(f"{word[:end + 1]}{HYPHEN}", size) > room))
        yield word[:end] + HYPHEN
        word = word[end:]
    yield word


def lines_of(text: str, size: float, room: float) -> int:
    """Count the lines that text fills, word by word, in `room` millimetres at a size in points."""
    lines, filled = 1, 0.0
    for word in text.split(" "):
        length = width(f"{word} ", size * POINT)
        if filled and filled + width(word, size * POINT) > room:
            lines, filled = lines + 1, 0.0
        filled += length
    return lines


def on_arc(text: str, centre: Point, radius: float, size: float, spacing: float, below: bool = False) -> str:
    """SVG path data of text whose base line is a circle: along its top, or readable along its foot (`below`)."""
    glyphs = _font().getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    sense = -1 if below else 1
    angle = -sense * width(text, size, spacing) / radius / 2
    unit = size / _font()["head"].unitsPerEm
    for letter in text:
        glyph, advance = _advance(letter)
        angle += sense * advance * size / radius / 2
        turned = Transform().scale(SCALE).translate(*centre).rotate(angle).translate(0, radius if below else -radius)
        placed = turned.scale(unit, -unit).translate(-advance / unit * size / 2, 0)
        glyphs[glyph].draw(TransformPen(pen, placed))
        angle += sense * (advance * size / 2 + spacing) / radius
    return str(pen.getCommands())


def balanced(text: str, size: float, room: float, least: int = 2) -> tuple[str, ...]:
    """Break text into as few lines (`least` or more) as fit `room` millimetres at a size in points, of like length."""
    words = tuple(text.split(" "))
    for count in range(max(least, lines_of(text, size, room)), len(words) + 1):
        lines = _broken(words, count)
        if all(width(line, size * POINT) <= room for line in lines):
            return lines
    return words


@cache
def _broken(words: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Break words into so many lines that the longest of them is as short as it can be."""
    if count == 1:
        return (" ".join(words),)
    ends = range(1, len(words) - count + 2)
    broken = [(" ".join(words[:end]), *_broken(words[end:], count - 1)) for end in ends]
    return min(broken, key=lambda lines: max(width(line, 1.0) for line in lines))
