"""The letter all letters share (DIN 5008 form B, R-DOC-02) with the particulars of § 25a GenG at its foot (R-DOC-01).

Positions in millimetres stand in `letter.css`; each kind of letter brings its subject and text.
"""

from dataclasses import dataclass
from datetime import date

from app.core import formats
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
ADDRESS_LEADING = 1.15
ADDRESS_LINES = 6
READABLE_SIZE = 8.0
"""Letter height in points at which a single endless word is divided."""
SMALLEST_ADDRESS = 4.0
INFO_SIZE = 9.5
INFO_LEADING = 12.6 / 9.5
INFO_WIDTH = 65.0
INFO_HEIGHT = 51.0
"""Millimetres from the top of the information block to the subject, a blank line less."""
INFO_LABEL = 6.2
"""Millimetres that a label takes with the space above it."""


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


def print_letter(kind: str, facts: object, letter: Letter, *sheets: str) -> bytes:
    """Print a kind of letter through its own template; `sheets` are style sheets beside that of all letters."""
    address, size = set_address(letter.recipient)
    return press.print_pdf(
        f"{kind}/{kind}.html",
        facts,
        identifier=f"{kind} {letter.reference}",
        dated=letter.dated,
        sheets=(f"{FOLDER}/letter.css", *sheets),
        letter=letter,
        head=letter.letterhead,
        address=address,
        address_size=size,
        info_size=info_size(letter),
        info_leading=INFO_LEADING,
        return_size=lettering.fitted(letter.letterhead.return_line, 7.2, ADDRESS_WIDTH, 5.5),
        address_leading=round(min(13.9, ADDRESS_HEIGHT / len(address) / POINT), 2),
    )


def set_address(lines: tuple[str, ...]) -> tuple[tuple[str, ...], float]:
    """Choose lines and letter height (points) at which an address stands in the window.

    Lines too wide for it are broken as long as there is room for more lines; then the letters shrink.
    """
    divided = [lettering.cut(line, READABLE_SIZE, ADDRESS_WIDTH) for line in lines]
    size = lettering.fitted_block(
        divided, ADDRESS_SIZE, ADDRESS_WIDTH, ADDRESS_HEIGHT, ADDRESS_LEADING, smallest=SMALLEST_ADDRESS
    )
    broken = [lettering.balanced(line, size, ADDRESS_WIDTH, least=1) for line in divided]
    return tuple(each for line in broken for each in line), size


def info_size(letter: Letter) -> float:
    """Letter height (points) at which the information block ends above the subject."""
    head = letter.letterhead
    reach = ", ".join(part for part in (head.phone, head.email) if part)
    number = [formats.member_number(letter.member_number)] if letter.member_number else []
    texts = (*number, letter.reference, letter.contact, reach, formats.long_day(letter.dated))
    room = INFO_HEIGHT - (3 + len(number)) * INFO_LABEL
    divided = [lettering.cut(text, READABLE_SIZE, INFO_WIDTH) for text in texts if text]
    return lettering.fitted_block(divided, INFO_SIZE, INFO_WIDTH, room, INFO_LEADING)


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
