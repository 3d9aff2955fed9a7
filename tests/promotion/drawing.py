"""Draw the districts of Baden-Württemberg small: GeoJSON of a public authority in, the vendored file out.

    PYTHONPATH=. .venv/bin/python -m tests.promotion.drawing DISTRICTS.geojson > app/static/vendor/kreise/kreise.json

The features bear the official key of the district (`ARS`, `AGS`, `RS` or `KEY`); coordinates are degrees, metres or
kilometres. Lines between two places where three areas meet are thinned as one (Douglas-Peucker), so that neighbours
go on sharing them edge by edge, which `app.promotion.rules.outline` relies on. How the districts that lie here were
turned into GeoJSON stands in `app/static/vendor/README.md`.
"""

import itertools
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

STATE = "08"
WIDTH = 600
"""Units of the drawing from west to east."""
TOLERANCE = 0.6
"""So many units a thinned line may lie off."""

Point = tuple[float, float]
Ring = Sequence[Point]


def rings_of(found: Mapping[str, Any]) -> dict[str, list[Ring]]:
    """The rings of each district of the state, holes among them, all drawn in the same direction round their area."""
    rings: dict[str, list[Ring]] = defaultdict(list)
    for feature in found["features"]:
        key = next(str(value) for name, value in feature["properties"].items() if name in ("ARS", "AGS", "RS", "KEY"))
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        if key.startswith(STATE) and len(key) >= 5:
            rings[key[:5]] += [_turned(ring, place > 0) for polygon in polygons for place, ring in enumerate(polygon)]
    return dict(rings)


def _turned(ring: Sequence[Sequence[float]], is_hole: bool) -> Ring:
    points = [(float(each[0]), float(each[1])) for each in ring]
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(points))
    return points if (twice > 0) != is_hole else points[::-1]


def on_paper(rings: Mapping[str, list[Ring]]) -> dict[str, list[list[tuple[int, int]]]]:
    """The same in whole units of the drawing, north above; degrees become lengths at the middle of the state."""
    every = [point for each in rings.values() for ring in each for point in ring]
    middle = (min(y for _, y in every) + max(y for _, y in every)) / 2
    narrow = math.cos(math.radians(middle)) if max(abs(y) for _, y in every) <= 90 else 1.0
    west, north = min(x for x, _ in every), max(y for _, y in every)
    unit = (max(x for x, _ in every) - west) * narrow / WIDTH
    return {
        key: [_placed([(round((x - west) * narrow / unit), round((north - y) / unit)) for x, y in ring])
              for ring in each]
        for key, each in rings.items()
    }  # fmt: skip


def _placed(ring: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A ring without its end, which is its beginning, and without points that fell together."""
    open_ring = list(ring[:-1])
    return [point for place, point in enumerate(open_ring) if point != open_ring[place - 1]]


def thinned(rings: Mapping[str, list[list[tuple[int, int]]]]) -> dict[str, list[list[tuple[int, int]]]]:
    """The same with fewer points; a line that two areas share stays one line."""
    neighbours: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for each in rings.values():
        for ring in each:
            for place, point in enumerate(ring):
                neighbours[point] |= {ring[place - 1], ring[(place + 1) % len(ring)]}
    knots = {point for point, around in neighbours.items() if len(around) > 2}
    return {key: [_thin(ring, knots) for ring in each] for key, each in rings.items()}


def _thin(ring: list[tuple[int, int]], knots: set[tuple[int, int]]) -> list[tuple[int, int]]:
    fixed = [place for place, point in enumerate(ring) if point in knots]
    if not fixed:
        first = ring.index(min(ring))
        far = max(range(len(ring)), key=lambda place: math.dist(ring[place], ring[first]))
        fixed = sorted((first, far))
    turned = ring[fixed[0] :] + ring[: fixed[0]]
    ends = [place - fixed[0] for place in fixed] + [len(ring)]
    closed = [*turned, turned[0]]
    kept: list[tuple[int, int]] = []
    for begin, end in itertools.pairwise(ends):
        line = closed[begin : end + 1]
        kept += (_peucker(line) if line[0] <= line[-1] else _peucker(line[::-1])[::-1])[:-1]
    return kept


def _peucker(line: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(line) < 3:
        return line
    far, off = max(((place, _off(line[place], line[0], line[-1])) for place in range(1, len(line) - 1)),
                   key=lambda pair: pair[1])
    return _peucker(line[: far + 1])[:-1] + _peucker(line[far:]) if off > TOLERANCE else [line[0], line[-1]]


def _off(point: Point, begin: Point, end: Point) -> float:
    length = math.dist(begin, end)
    if not length:
        return math.dist(point, begin)
    across = (end[0] - begin[0]) * (begin[1] - point[1]) - (begin[0] - point[0]) * (end[1] - begin[1])
    return abs(across) / length


def drawn(found: Mapping[str, Any]) -> dict[str, Any]:
    """The vendored file: size of the drawing, and of each district its rings as x, y, x, y, …"""
    rings = thinned(on_paper(rings_of(found)))
    height = max(y for each in rings.values() for ring in each for _, y in ring)
    flat = {key: [_flat(ring) for ring in each if len(ring) > 2] for key, each in sorted(rings.items())}
    return {"width": WIDTH, "height": height, "districts": flat}


def _flat(ring: Iterable[tuple[int, int]]) -> list[int]:
    return [value for point in ring for value in point]


if __name__ == "__main__":
    print(json.dumps(drawn(json.loads(Path(sys.argv[1]).read_text())), separators=(",", ":")))
