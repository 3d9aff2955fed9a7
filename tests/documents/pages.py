"""Reads printed pages back: text, words with their places, pixels (poppler-utils), fonts (pikepdf)."""

import io
import re
import shutil
import subprocess
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache, lru_cache

import pikepdf
import pytest
from PIL import Image

from documents import registry

MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Word:
    """A word on a page and where it stands, in millimetres from the upper left edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@cache
def printed(kind: str, facts: Hashable) -> bytes:
    """A document that several tests read, printed once per test run."""
    return registry.build(kind, facts)


@lru_cache(maxsize=500)
def text(pdf: bytes) -> str:
    """All text of a PDF in the order it was set, line ends and no-break spaces as plain spaces, hyphenation undone."""
    return re.sub(
        r"\u2010\s|([\s\u00a0\u202f]+)",
        lambda gap: " " if gap[1] else "",
        _poppler("pdftotext", "-raw", "-", "-", pdf=pdf).decode(),
    )


def words(pdf: bytes, page: int = 1) -> list[Word]:
    """The words of a page with their places."""
    boxes = _poppler("pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-", pdf=pdf).decode()
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', boxes)
    return [Word(word, *(float(number) * MM_PER_POINT for number in place)) for *place, word in found]


def picture(pdf: bytes, dots_per_inch: int) -> Image.Image:
    """The first page in grey, as a printer would see it."""
    page = _poppler("pdftoppm", "-gray", "-f", "1", "-l", "1", "-r", str(dots_per_inch), "-", pdf=pdf)
    return Image.open(io.BytesIO(page))


def grey(page: Image.Image, x: int, y: int) -> int:
    """How bright a pixel is, 0 (black) to 255."""
    value = page.getpixel((x, y))
    assert isinstance(value, int)
    return value


def number_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def fonts(pdf: bytes) -> set[str]:
    """The names of all fonts in a PDF, without the tag of their subset."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        named = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
        return {str(font.BaseFont).removeprefix("/").partition("+")[2] for font in named}


def _poppler(tool: str, *arguments: str, pdf: bytes) -> bytes:
    if not shutil.which(tool):
        pytest.skip(f"not run: no {tool} (poppler-utils)")
    return subprocess.run([tool, *arguments], input=pdf, capture_output=True, check=True).stdout
