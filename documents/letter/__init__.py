"""The letter all letters share (DIN 5008 form B, R-DOC-02) with the particulars of § 25a GenG at its foot (R-DOC-01).

Positions in millimetres stand in `letter.css`; each kind of letter brings its subject and text.
"""

from dataclasses import dataclass
from datetime import date

from documents import lettering, press
from documents.facts import Letterhead, Payment, Signatory, sample_letterhead
from documents.lettering import POINT

__all__ = ["Letter", "Letterhead", "Payment", "print_letter", "sample_letter", "sample_letterhead"]

FOLDER = "letter"
ADDRESS_WIDTH = 80.0
"""Millimetres from the left margin to the right edge of the address field."""
ADDRESS_HEIGHT = 27.0
"""Millimetres from the first line of the address to the lower edge of its field."""
ADDRESS_SIZE = 11.0
ADDRESS_LINES = 6


@dataclass(frozen=True)
class Letter:
    """What stands round the text of a letter: sender, recipient (at most six lines), reference, day, signatures."""

    letterhead: Letterhead
    recipient: tuple[str, ...]
    reference: str
    dated: date
    salutation: str = "Sehr geehrte Damen und Herren,"
    contact: str = ""
    member_number: int | None = None
    signatories: tuple[Signatory, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.recipient) <= ADDRESS_LINES:
            raise ValueError("The address field holds one to six lines.")


def print_letter(kind: str, facts: object, letter: Letter) -> bytes:
    """Print a kind of letter through its own template."""
    address, size = set_address(letter.recipient)
    return press.print_pdf(
        f"{kind}/{kind}.html",
        facts,
        identifier=f"{kind} {letter.reference}",
        dated=letter.dated,
        sheets=(f"{FOLDER}/letter.css",),
        letter=letter,
        head=letter.letterhead,
        address=address,
        address_size=size,
        return_size=lettering.fitted(letter.letterhead.return_line, 7.2, ADDRESS_WIDTH, 5.5),
        address_leading=round(min(13.9, ADDRESS_HEIGHT / len(address) / POINT), 2),
    )


def set_address(lines: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """Choose lines and letter height (points) at which an address stands in the window.

    The widest lines are broken in two while there are fewer than six; then the letters shrink.
    """
    while len(lines) < ADDRESS_LINES and (wide := _widest(lines)):
        place = lines.index(wide)
        lines = (*lines[:place], *lettering.balanced(wide, ADDRESS_SIZE, 2 * ADDRESS_WIDTH), *lines[place + 1 :])
    return lines, lettering.fitted(max(lines, key=_width), ADDRESS_SIZE, ADDRESS_WIDTH, 7)


def _widest(lines: tuple[str, ...]) -> str:
    """The widest line that does not fit and can be broken; empty where there is none."""
    return max((line for line in lines if " " in line and _width(line) > ADDRESS_WIDTH), key=_width, default="")


def _width(line: str) -> float:
    return lettering.width(line, ADDRESS_SIZE * POINT)


def sample_letter() -> Letter:
    """A letter of the fictional Digitalverbund Morgenau to a fictional municipality."""
    return Letter(
        letterhead=sample_letterhead(),
        recipient=(
            "Gemeinde Altenbruck",
            "Frau Bürgermeisterin Walburga Ehrenpreis",
            "Kirchgasse 4",
            "70997 Altenbruck",
        ),
        reference="B-2026-1187",
        dated=date(2026, 11, 24),
        salutation="Sehr geehrte Frau Bürgermeisterin Ehrenpreis,",
        contact="Henrike Lautenschlag",
        member_number=413,
        signatories=(
            Signatory("Dr. Almut Weißdorn", "Vorsitzende des Vorstands"),
            Signatory("Cosima Rehbein", "Mitglied des Vorstands"),
        ),
    )
