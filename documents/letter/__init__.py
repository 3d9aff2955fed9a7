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
        if not 1 <= len(self.recipient) <= 6:
            raise ValueError("The address field holds one to six lines.")


def print_letter(kind: str, facts: object, letter: Letter) -> bytes:
    """Print a kind of letter through its own template."""
    return press.print_pdf(
        f"{kind}/{kind}.html",
        facts,
        identifier=f"{kind} {letter.reference}",
        dated=letter.dated,
        sheets=(f"{FOLDER}/letter.css",),
        letter=letter,
        head=letter.letterhead,
        address_size=address_size(letter.recipient),
    )


def address_size(lines: tuple[str, ...]) -> float:
    """Choose the letter height (points) at which the longest line of an address stands in the window unbroken."""
    longest = max(lettering.width(line, 11 * POINT) for line in lines)
    return round(max(8.0, min(11.0, 11 * ADDRESS_WIDTH / longest)), 1)


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
