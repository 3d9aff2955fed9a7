"""Shapes of regions: districts joined along the lines they share, and the place where a number stands in them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Place = tuple[int, int]
Ring = Sequence[Place]
Drawing = Mapping[str, Sequence[Ring]]
"""The rings of each district; neighbours share their lines edge by edge, each in its own direction."""

STEPS = 12
"""Into how many places each way a shape is cut to find the one farthest from its border."""
ROUNDS = 3
"""How often the best of them is looked at more closely."""


@dataclass(frozen=True)
class Shape:
    """A region as it is drawn: its rings, the place where its number stands, and how far that is from the border."""

    rings: Sequence[Ring]
    x: float
    y: float
    room: float

    @property
    def path(self) -> str:
        """The rings as the path of a picture; what lies in a ring of a ring is cut out."""
        return " ".join("M" + " ".join(f"{x} {y}" for x, y in ring) + "Z" for ring in self.rings)


def shape_of(drawing: Drawing, districts: Iterable[str]) -> Shape:
    """Join districts to one shape."""
    rings = joined([ring for key in districts for ring in drawing.get(key, ())])
    x, y, room = _middle(rings)
    return Shape(rings, x, y, room)


def joined(rings: Iterable[Ring]) -> list[Ring]:
    """The border of rings together: an edge that is gone both ways lies inside and falls away."""
    edges = {edge for ring in rings for edge in pairwise([*ring, ring[0]])}
    border = sorted(edge for edge in edges if edge[::-1] not in edges)
    leads: dict[Place, list[Place]] = defaultdict(list)
    for begin, end in border:
        leads[begin].append(end)
    found: list[Ring] = []
    for begin, _end in border:
        if leads[begin]:
            found.append(_ring_from(begin, leads))
    return found


def _ring_from(begin: Place, leads: dict[Place, list[Place]]) -> Ring:
    """Follow the border until it closes; where it touches itself, the sharpest turn keeps the two parts apart."""
    ring, at, before = [begin], begin, begin
    while True:
        ways = leads[at]
        onward = min(ways, key=lambda way: _turn(before, at, way)) if len(ways) > 1 else ways[0] if ways else begin
        if ways:
            ways.remove(onward)
        if onward == begin or (not ways and onward == at):
            return ring
        ring.append(onward)
        before, at = at, onward


def _turn(before: Place, at: Place, way: Place) -> float:
    came = math.atan2(at[1] - before[1], at[0] - before[0])
    goes = math.atan2(way[1] - at[1], way[0] - at[0])
    return (goes - came + math.pi) % (2 * math.pi)


def _middle(rings: Sequence[Ring]) -> tuple[float, float, float]:
    """The place in a shape that is farthest from its border, and how far that is."""
    every = [point for ring in rings for point in ring]
    if not every:
        return 0.0, 0.0, 0.0
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    north, south = min(y for _, y in every), max(y for _, y in every)
    x, y, wide, high = (west + east) / 2, (north + south) / 2, float(east - west), float(south - north)
    best = (x, y, _room((x, y), rings))
    for _round in range(ROUNDS):
        places = [(x + wide * (across / STEPS - 0.5), y + high * (down / STEPS - 0.5))
                  for across in range(STEPS + 1) for down in range(STEPS + 1)]
        found = max(((*place, _room(place, rings)) for place in places), key=lambda each: each[2])
        best = max(best, found, key=lambda each: each[2])
        x, y, wide, high = best[0], best[1], wide / STEPS * 2, high / STEPS * 2
    return round(best[0], 1), round(best[1], 1), round(best[2], 1)


def _room(place: tuple[float, float], rings: Sequence[Ring]) -> float:
    """How far a place is from the border; below zero outside."""
    edges = [edge for ring in rings for edge in pairwise([*ring, ring[0]])]
    inside = sum(_crosses(place, begin, end) for begin, end in edges) % 2
    off = min(_distance(place, begin, end) for begin, end in edges)
    return off if inside else -off


def _crosses(place: tuple[float, float], begin: Place, end: Place) -> bool:
    (x, y), (ax, ay), (bx, by) = place, begin, end
    return (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax


def _distance(place: tuple[float, float], begin: Place, end: Place) -> float:
    (x, y), (ax, ay), (bx, by) = place, begin, end
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) if length else 0.0
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def lines_of(name: str, longest: int = 12) -> list[str]:
    """A name in lines of about so many signs, parted at hyphens and blanks."""
    lines: list[str] = []
    for part in name.replace("-", "- ").split():
        glue = "" if lines and lines[-1].endswith("-") else " "
        if lines and len(lines[-1]) + len(glue) + len(part) <= longest:
            lines[-1] += glue + part
        else:
            lines.append(part)
    return lines
