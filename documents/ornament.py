"""Ornament: closed guilloche curves as SVG paths. Pure geometry in millimetres; the same input gives the same text."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, sin, tau

Point = tuple[float, float]

ACCENT = "#174A7C"
GOLD = "#9A7B3F"
LIGHT_INK = "#5E86AE"
SCALE = 100
"""Units of the drawing per millimetre: whole numbers keep the files short."""
NEAR = 1e-6
"""Part of a turn over which a direction is measured."""


@dataclass(frozen=True)
class Rosette:
    """A rosette of `strands` closed curves with `petals` swings each, from `inner` times the radius out to it.

    r_k(t) = R·((1+i)/2 + (1−i)/2 · sin(nt + 2πk/K) · (1 − m + m·cos 2nt))
    """

    radius: float
    petals: int
    strands: int
    inner: float
    modulation: float

    def strand(self, number: int) -> Callable[[float], Point]:
        """The curve of one strand over the turn 0 to 1, round the origin."""
        middle, swing = (1 + self.inner) / 2, (1 - self.inner) / 2
        phase = tau * number / self.strands

        def at(turn: float) -> Point:
            angle = tau * turn
            envelope = 1 - self.modulation + self.modulation * cos(2 * self.petals * angle)
            radius = self.radius * (middle + swing * sin(self.petals * angle + phase) * envelope)
            return radius * sin(angle), -radius * cos(angle)

        return at

    def svg(self, centre: Point, stroke: float, colour: str) -> str:
        """The rosette as an SVG group round a centre, with curves of `stroke` millimetres."""
        curves = [moved(self.strand(number), centre) for number in range(self.strands)]
        return group((closed_path(curve, self.petals * 8) for curve in curves), stroke, colour)


def moved(curve: Callable[[float], Point], centre: Point) -> Callable[[float], Point]:
    """The same curve round another centre."""

    def at(turn: float) -> Point:
        x, y = curve(turn)
        return centre[0] + x, centre[1] + y

    return at


def closed_path(curve: Callable[[float], Point], steps: int) -> str:
    """SVG path data of a closed curve: `steps` cubic pieces that share place and direction with it where they meet."""
    points = [curve(step / steps) for step in range(steps)]
    reach = [_reach(curve, step / steps, steps) for step in range(steps)]
    return _pieces([*points, points[0]], [*reach, reach[0]]) + "Z"


def open_path(curve: Callable[[float], Point], steps: int) -> str:
    """SVG path data of an open curve over 0 to 1, in `steps` cubic pieces."""
    places = [step / steps for step in range(steps + 1)]
    return _pieces([curve(place) for place in places], [_reach(curve, place, steps) for place in places])


def _reach(curve: Callable[[float], Point], place: float, steps: int) -> Point:
    """How far a piece's control point lies from its end: a third of the way at the speed the curve has there."""
    (x0, y0), (x1, y1) = curve(place - NEAR), curve(place + NEAR)
    part = 1 / (6 * NEAR * steps)
    return (x1 - x0) * part, (y1 - y0) * part


def _pieces(points: Sequence[Point], reach: Sequence[Point]) -> str:
    """Smooth pieces through points. Each has its own letter: WeasyPrint reads runs under one in quadratic time."""
    (x, y), (dx, dy) = points[0], reach[0]
    (x1, y1), (dx1, dy1) = points[1], reach[1]
    first = f"M{_pair(x, y)}C{_pair(x + dx, y + dy)} {_pair(x1 - dx1, y1 - dy1)} {_pair(x1, y1)}"
    smooth = zip(points[2:], reach[2:], strict=True)
    return first + "".join(f"S{_pair(x - dx, y - dy)} {_pair(x, y)}" for (x, y), (dx, dy) in smooth)


def _pair(x: float, y: float) -> str:
    return f"{round(x * SCALE)} {round(y * SCALE)}"


def group(paths: Iterable[str], stroke: float, colour: str) -> str:
    """Unfilled lines of one colour and width as an SVG group."""
    lines = "".join(f'<path d="{path}"/>\n' for path in paths)
    return f'<g fill="none" stroke="{colour}" stroke-width="{round(stroke * SCALE)}">\n{lines}</g>\n'


def drawing(width: float, height: float, *content: str) -> str:
    """A whole SVG file of a size in millimetres."""
    box = f"0 0 {round(width * SCALE)} {round(height * SCALE)}"
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="{box}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{"".join(content)}</svg>\n'


def circle(centre: Point, radius: float, stroke: float, colour: str) -> str:
    """A plain ring."""
    x, y, r, width = (round(value * SCALE) for value in (*centre, radius, stroke))
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{colour}" stroke-width="{width}"/>\n'


def as_uri(svg: str) -> str:
    """The drawing as an address that a page can name as a picture."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
