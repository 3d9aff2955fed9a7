"""Share certificate: what a member gets to hang on the wall (Anteilsurkunde, R-DOC-04), in two designs.

A second copy is the same bytes; that it is one stands in the certificate register only.
"""

import re
from collections.abc import Iterable
from typing import Any

from app.core import formats
from app.core.formats import NBSP
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
NAME_LEADING = 1.25
NUMBER_SIZES = {1: 128, 2: 128, 3: 104}
"""Letter height in points of the number of shares, by its length."""
ABBREVIATED = re.compile(r"(?<=\b[A-Za-z]\.) (?=[A-Z]\.)")
"""The space within an abbreviation: `e. V.`, `e. K.`."""
SHORT_NAME = 34
"""Characters up to which a name stands in one line."""


def build(facts: CertificateFacts) -> bytes:
    """Print a share certificate (PDF/A-3a, PDF/UA-1)."""
    design = facts.design.value
    seal = stamp(facts.cooperative.firm, facts.cooperative.seat)
    return press.print_pdf(
        f"{FOLDER}/{design}.html",
        facts,
        identifier=facts.number,
        dated=facts.issued_on,
        sheets=(f"{FOLDER}/{design}.css",),
        plates=(FILE.as_uri(), seal),
        seal=seal,
        firm_size=lettering.fitted(facts.cooperative.firm, 15, 143, 10),
        signing_size=signing_size(facts.signatories, facts.design),
        signing_leading=SIGNING_LEADING,
        **(_modern(facts) if facts.design is Design.MODERN else _classic(facts)),
    )


def _classic(facts: CertificateFacts) -> dict[str, Any]:
    """Letter heights of the classic design: the member between ornament and text, the words above place and day."""
    address = lettering.fitted_block([str(facts.address)], 12, 150, 12.5, 17 / 12)
    taken = lettering.lines_of(str(facts.address), address, 150) * address * 17 / 12 * POINT
    size, lines = set_name(facts.name, 146, (24, 18, 14), 31 - taken)
    words = lettering.fitted_block(facts.in_words, 12, 150, 26, 17 / 12)
    return {"address_size": address, "name_size": size, "name_lines": lines, "words_size": words}


def _modern(facts: CertificateFacts) -> dict[str, Any]:
    """Letter heights of the modern design: the number on the left, the particulars in their column above the rule."""
    size, lines = set_name(facts.name, 75, (17.5, 14, 12), 18)
    seat = f"{facts.cooperative.firm}, Sitz {facts.cooperative.seat}"
    address = facts.address.lines()
    is_tightest = len(lines) > 2 or any(
        lettering.lines_of(text, 11.5, 75) > most for text, most in ((seat, 1), (", ".join(address), 2))
    )
    number = formats.count(facts.shares)
    return {
        "strands": band(facts.shares),
        "name_size": size,
        "name_lines": lines,
        "is_tightest": is_tightest,
        "address_size": lettering.fitted_block(address, 10.5, 75, 12.5, 4 / 3, smallest=4),
        "seat_size": lettering.fitted_block([seat], 10.5, 75, 12.5, 4 / 3),
        "shares_size": lettering.fitted(number, NUMBER_SIZES.get(len(number), 84), 84, 30),
        "words_size": lettering.fitted_block(facts.in_words, 11.5, 84, 34, 16 / 11.5),
    }


def signing_size(signatories: Iterable[Signatory], design: Design) -> float:
    """Choose the letter height (points) of the names below the signatures, so that they end above the code."""
    size, room, height = SIGNING[design]
    blocks = [(signatory.name, signatory.function) for signatory in signatories]
    return min(lettering.fitted_block(block, size, room, height, SIGNING_LEADING) for block in blocks)


def set_name(
    name: str, room: float, sizes: tuple[float, float, float], height: float
) -> tuple[float, tuple[str, ...]]:
    """Choose letter height (points) and lines of a name for `room` by `height` millimetres.

    As large as two lines allow; a name that needs more lines is set smaller until they stand in the height. An
    abbreviation of two letters (`e. V.`) stays in one line.
    """
    large, middle, small = sizes
    name = lettering.cut(ABBREVIATED.sub(NBSP, name), small, room)
    if len(name) <= SHORT_NAME and lettering.width(name, large * POINT) <= room:
        return large, (name,)
    for size in (middle, small):
        lines = lettering.balanced(name, size, room)
        if len(lines) <= 2:
            return size, lines
    size = lettering.fitted_block([name], small, room, height, NAME_LEADING)
    return size, lettering.balanced(name, size, room)
