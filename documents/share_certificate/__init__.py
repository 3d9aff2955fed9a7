"""Share certificate: what a member gets to hang on the wall (Anteilsurkunde, R-DOC-04), in two designs.

A second copy is the same bytes; that it is one stands in the certificate register only.
"""

from collections.abc import Iterable

from documents import lettering, press
from documents.facts import Signatory
from documents.lettering import POINT
from documents.share_certificate.facts import CertificateFacts, Design, sample, variants
from documents.share_certificate.guilloche import FILE
from documents.share_certificate.seal import stamp
from documents.share_certificate.strands import band

__all__ = ["CertificateFacts", "Design", "build", "sample", "variants"]

FOLDER = "share_certificate"
SIGNING_LEADING = 1.28
SIGNING = {Design.CLASSIC: (10.5, 46.0, 22.0), Design.MODERN: (10.0, 50.0, 19.5)}
"""Below a signature: letter height in points at best, width and height of the place in millimetres."""
SHORT_NAME = 34
"""Characters up to which a name stands in one line."""


def build(facts: CertificateFacts) -> bytes:
    """Print a share certificate (PDF/A-3a, PDF/UA-1)."""
    design = facts.design.value
    modern = facts.design is Design.MODERN
    seal = stamp(facts.cooperative.firm, facts.cooperative.seat)
    size, lines = set_name(facts.name, 75 if modern else 146, (17.5, 14, 12) if modern else (24, 18, 14))
    return press.print_pdf(
        f"{FOLDER}/{design}.html",
        facts,
        identifier=facts.number,
        dated=facts.issued_on,
        sheets=(f"{FOLDER}/{design}.css",),
        plates=(FILE.as_uri(), seal),
        seal=seal,
        strands=band(facts.shares) if modern else "",
        firm_size=lettering.fitted(facts.cooperative.firm, 15, 143, 10),
        name_size=size,
        name_lines=lines,
        signing_size=signing_size(facts.signatories, facts.design),
        signing_leading=SIGNING_LEADING,
    )


def signing_size(signatories: Iterable[Signatory], design: Design) -> float:
    """Choose the letter height (points) of the names below the signatures, so that they end above the code."""
    size, room, height = SIGNING[design]
    blocks = [(signatory.name, signatory.function) for signatory in signatories]
    return min(lettering.fitted_block(block, size, room, height, SIGNING_LEADING) for block in blocks)


def set_name(name: str, room: float, sizes: tuple[float, float, float]) -> tuple[float, tuple[str, ...]]:
    """Choose letter height (points) and lines of a name for `room` millimetres: as large as two lines allow."""
    large, middle, small = sizes
    if len(name) <= SHORT_NAME and lettering.width(name, large * POINT) <= room:
        return large, (name,)
    for size in (middle, small):
        lines = lettering.balanced(name, size, room)
        if len(lines) <= 2:
            return size, lines
    return small, lettering.balanced(name, small, room)
