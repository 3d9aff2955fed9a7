"""The seal on the certificate: a picture only. What seals the file electronically is a signature in it."""

from functools import cache

from documents import lettering
from documents.ornament import ACCENT, SCALE, Rosette, as_uri, circle, drawing

SIZE = 34.0
CENTRE = (SIZE / 2, SIZE / 2)
OUTER = Rosette(16.9, 36, 6, 0.86, 0.10)
INNER = Rosette(10.1, 18, 10, 0.42, 0.12)
RINGS = ((13.9, 0.16), (10.4, 0.12))
BASE_LINE = 11.35
FOOT_LINE = 12.95
WIDEST = 31.0
"""Room for the name along the top of the ring, in millimetres of its base line."""
MARK = "M3.52 -3.52 A4.98 4.98 0 1 0 4.98 0 H0 V4.98"
"""The house mark (a G with a square in it) round the origin, in its own units."""


@cache
def stamp(name: str, seat: str) -> str:
    """The seal of a cooperative as the address of an SVG picture."""
    return as_uri(seal_svg(name, seat))


def seal_svg(name: str, seat: str) -> str:
    """Rosettes, rings, the name above and the seat below as single turned letters, the mark in the middle."""
    size, spacing = fitted(name, 2.75, WIDEST)
    foot, foot_spacing = fitted(f"Sitz {seat}", 2.2, 16.0)
    letters = lettering.on_arc(name, CENTRE, BASE_LINE, size, spacing)
    letters += lettering.on_arc(f"Sitz {seat}", CENTRE, FOOT_LINE, foot, foot_spacing, below=True)
    rings = "".join(circle(CENTRE, radius, stroke, ACCENT) for radius, stroke in RINGS)
    return drawing(
        SIZE,
        SIZE,
        OUTER.svg(CENTRE, 0.11, ACCENT),
        rings,
        INNER.svg(CENTRE, 0.07, ACCENT),
        f'<path d="{letters}" fill="{ACCENT}"/>\n',
        mark(2.2),
    )


def fitted(text: str, size: float, room: float) -> tuple[float, float]:
    """Letter height and spacing in millimetres at which text fits its arc."""
    wanted = lettering.width(text, size, size * 0.07)
    size *= min(1.0, room / wanted)
    return size, size * 0.07


def mark(radius: float) -> str:
    """The house mark in the middle of the seal."""
    scale = radius * SCALE / 4.98
    place = f"translate({round(CENTRE[0] * SCALE)} {round(CENTRE[1] * SCALE)}) scale({scale:.3f})"
    return f'<path transform="{place}" d="{MARK}" fill="none" stroke="{ACCENT}" stroke-width="1.45"/>\n'
