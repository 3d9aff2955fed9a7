"""The band of the modern certificate: one strand for each share, so that every holding has its own picture."""

from collections.abc import Callable, Iterator
from functools import cache
from math import pi, sin

from documents.ornament import ACCENT, Point, as_uri, drawing, group, open_path

WIDTH, HEIGHT = 210.0, 96.0
TOP, FOOT = 34.0, 88.0
"""All strands lie between these, in millimetres from the upper edge."""
STROKE = 0.26
STEPS = 48
MOST = 60
"""Up to so many shares each has its strand; above, every ten have one, then every hundred: a band, never a block."""


def number_of_strands(shares: int) -> int:
    """How many strands stand for a holding."""
    while shares > MOST:
        shares = -(-shares // 10)
    return shares


def course(place: float, along: float) -> float:
    """Height of a strand at `place` in the sheaf (−½ to ½), unscaled, `along` the width (0 to 1)."""
    spread = place * (0.30 + 0.70 * sin(pi * (1.55 * along + 0.12)) ** 2)
    swell = 0.27 * sin(2 * pi * 1.1 * along + 0.5) * (1 - along / 2)
    return spread + swell + 0.05 * sin(2 * pi * (2.3 * along + 0.95 * place))


@cache
def band(shares: int) -> str:
    """The band of a holding as the address of an SVG picture."""
    number = number_of_strands(shares)
    places = [(strand + 0.5) / number - 0.5 for strand in range(number)]
    heights = [course(place, step / STEPS) for place in places for step in range(STEPS + 1)]
    paths = _paths(places, min(heights), max(heights))
    return as_uri(drawing(WIDTH, HEIGHT, group(paths, STROKE, ACCENT)))


def _paths(places: list[float], lowest: float, highest: float) -> Iterator[str]:
    scale = (FOOT - TOP) / (highest - lowest)

    def strand(place: float) -> Callable[[float], Point]:
        return lambda along: (WIDTH * along, TOP + (course(place, along) - lowest) * scale)

    return (open_path(strand(place), STEPS) for place in places)
