"""The letter all letters share (DIN 5008 form B, R-DOC-02) with the particulars of § 25a GenG at its foot (R-DOC-01).

Positions in millimetres stand in `letter.css`; each kind of letter brings its subject and text.
"""

from dataclasses import dataclass
from datetime import date

from app.core.values import Cents
from documents import lettering, press
from documents.facts import Signatory
from documents.lettering import POINT

FOLDER = "letter"
ADDRESS_WIDTH = 80.0
"""Millimetres from the left margin to the right edge of the address field."""


@dataclass(frozen=True)
class Letterhead:
    """The sender and what § 25a GenG asks of every letter to a definite recipient.

    `board` and `supervisory_chair` are surnames with at least one full first name; `logo` is a PNG, JPEG or SVG file,
    without which the house mark stands in its place.
    """

    firm: str
    seat: str
    court: str
    register_number: str
    street: str
    postcode: str
    city: str
    board: tuple[str, ...]
    supervisory_chair: str
    auditing_association: str
    auditing_association_seat: str
    phone: str = ""
    email: str = ""
    website: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""
    logo: bytes | None = None

    @property
    def return_line(self) -> str:
        """The sender in one line, as it stands small above the address."""
        return f"{self.firm}, {self.street}, {self.postcode} {self.city}"

    @property
    def particulars(self) -> tuple[str, ...]:
        """The statements § 25a GenG asks for, as sentences for the foot of a mail."""
        supervisory = f"Aufsichtsrat: {self.supervisory_chair} (Vorsitz)" if self.supervisory_chair else ""
        auditing = ", ".join(part for part in (self.auditing_association, self.auditing_association_seat) if part)
        lines = (
            f"{self.firm}, eingetragene Genossenschaft, Sitz {self.seat}",
            f"{self.register_number}, {self.court}",
            f"Vorstand: {', '.join(self.board)}",
            supervisory,
            f"Prüfungsverband: {auditing}" if auditing else "",
        )
        return tuple(line for line in lines if line)


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


@dataclass(frozen=True)
class Payment:
    """A payment asked for: what, until when, and the text that lets the office match it."""

    cents: Cents
    explanation: str
    due_on: date
    purpose: str


def print_letter(kind: str, facts: object, letter: Letter, **pictures: object) -> bytes:
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
        **pictures,
    )


def address_size(lines: tuple[str, ...]) -> float:
    """Choose the letter height (points) at which the longest line of an address stands in the window unbroken."""
    longest = max(lettering.width(line, 11 * POINT) for line in lines)
    return round(max(8.0, min(11.0, 11 * ADDRESS_WIDTH / longest)), 1)


def sample_letterhead() -> Letterhead:
    """The letterhead of the fictional Digitalverbund Morgenau."""
    return Letterhead(
        firm="Digitalverbund Morgenau eG",
        seat="Morgenau",
        court="Amtsgericht Lindenfurt",
        register_number="GnR 700412",
        street="Kontorgasse 3",
        postcode="70990",
        city="Morgenau",
        board=("Dr. Almut Weißdorn (Vorsitzende)", "Korbinian Talhammer", "Cosima Rehbein"),
        supervisory_chair="Prof. Dr. Ansgar Feldhüter",
        auditing_association="Verband Rabentaler Prüfer e.\u202fV.",
        auditing_association_seat="Lindenfurt",
        phone="07000 413-20",
        email="kontor@morgenau.example",
        website="www.morgenau.example",
        bank="Raiffeisenkasse Rabental-Morgenau",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
    )


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
