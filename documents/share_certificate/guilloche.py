"""The guilloche of the classic certificate: computed once, shipped as `border.svg`, the same on every certificate.

`python -m documents.share_certificate.guilloche` writes the file anew; a test compares file and computation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin, tau
from pathlib import Path

from documents.ornament import ACCENT, GOLD, LIGHT_INK, SCALE, Point, Rosette, closed_path, drawing, group

FILE = Path(__file__).with_name("border.svg")

WIDTH, HEIGHT = 210.0, 297.0
EDGE, RADIUS = 16.5, 11.0
"""The border's centre line: a rounded rectangle, this far from the edge of the sheet."""
STRAIGHT_X = WIDTH - 2 * EDGE - 2 * RADIUS
STRAIGHT_Y = HEIGHT - 2 * EDGE - 2 * RADIUS
QUARTER = pi / 2 * RADIUS
PERIMETER = 2 * (STRAIGHT_X + STRAIGHT_Y) + 4 * QUARTER

GROUND_15, GROUND_10 = "#DCE4EB", "#E8EDF2"
"""The accent at 15 and at 10 per cent on white, mixed beforehand so that crossing lines grow no darker."""


@dataclass(frozen=True)
class Band:
    """One band of the border: `strands` waves with `waves` swings, swelling `swells` times round the sheet."""

    waves: int
    swells: int
    strands: int
    reach: float
    depth: float
    stroke: float
    colour: str

    def strand(self, number: int) -> Callable[[float], Point]:
        """The curve of one strand over one turn round the sheet (0 to 1), along the outward normal."""

        def at(turn: float) -> Point:
            (x, y), (normal_x, normal_y) = centre_line(turn * PERIMETER)
            wave = sin(self.waves * tau * turn + tau * number / self.strands)
            offset = self.reach * wave * (1 - self.depth + self.depth * cos(self.swells * tau * turn))
            return x + normal_x * offset, y + normal_y * offset

        return at

    def svg(self) -> str:
        """All strands as lines; six pieces a swing stay within two hundredths of a millimetre of the curve."""
        strands = (closed_path(self.strand(number), self.waves * 6) for number in range(self.strands))
        return group(strands, self.stroke, self.colour)


FINE = Band(148, 74, 9, 4.6, 0.30, 0.09, LIGHT_INK)
MAIN = Band(74, 37, 8, 5.6, 0.22, 0.11, ACCENT)
CORE = Band(222, 74, 4, 1.5, 0.25, 0.10, GOLD)
GROUND = (Rosette(50, 28, 14, 0.66, 0.12), GROUND_15), (Rosette(35, 14, 16, 0.50, 0.20), GROUND_10)
GROUND_CENTRE = (105.0, 136.0)
FRAMES = ((7.1, 0.35), (6.3, 0.12), (-6.3, 0.12), (-7.1, 0.35))


def centre_line(length: float) -> tuple[Point, Point]:
    """Point and outward normal on the rounded rectangle after a length from the upper left, clockwise."""
    left, top, right, bottom = EDGE + RADIUS, EDGE + RADIUS, WIDTH - EDGE - RADIUS, HEIGHT - EDGE - RADIUS
    for straight, (corner_x, corner_y), angle in (
        (STRAIGHT_X, (right, top), -pi / 2),
        (STRAIGHT_Y, (right, bottom), 0.0),
        (STRAIGHT_X, (left, bottom), pi / 2),
        (STRAIGHT_Y, (left, top), pi),
    ):
        if length > straight + QUARTER:
            length -= straight + QUARTER
            continue
        turned = angle + max(0.0, length - straight) / RADIUS
        back = min(length, straight) - straight
        normal = (cos(turned), sin(turned))
        along = (-sin(angle) * back, cos(angle) * back)
        return (corner_x + along[0] + RADIUS * normal[0], corner_y + along[1] + RADIUS * normal[1]), normal
    return centre_line(0.0)


def frame(offset: float, stroke: float) -> str:
    """A plain rounded rectangle, `offset` millimetres outside the centre line."""
    edge, radius = EDGE - offset, RADIUS + offset
    numbers = (edge, edge, WIDTH - 2 * edge, HEIGHT - 2 * edge, radius, stroke)
    x, y, width, height, corner, line = (round(number * SCALE) for number in numbers)
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}"'
        f' fill="none" stroke="{ACCENT}" stroke-width="{line}"/>\n'
    )


def border() -> str:
    """The whole sheet's ornament as SVG: ground, bands, frames."""
    ground = (rosette.svg(GROUND_CENTRE, 0.1, colour) for rosette, colour in GROUND)
    frames = (frame(offset, stroke) for offset, stroke in FRAMES)
    return drawing(WIDTH, HEIGHT, *ground, FINE.svg(), MAIN.svg(), CORE.svg(), *frames)


if __name__ == "__main__":
    FILE.write_text(border(), encoding="utf-8")
