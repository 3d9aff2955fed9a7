"""Facts that several documents and mails state: the cooperative, who signs for it, what is to be paid."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.formats import NBSP
from app.core.values import Cents


@dataclass(frozen=True)
class Cooperative:
    """The cooperative as it names itself in the head of a document: firm, seat, register (Genossenschaftsregister)."""

    firm: str
    seat: str
    court: str
    register_number: str

    @property
    def line(self) -> str:
        """Seat and register in one line; what is not entered yet is left out."""
        seat = f"Sitz{NBSP}{self.seat}" if self.seat else ""
        return ", ".join(part for part in (seat, self.register_number.replace(" ", NBSP), self.court) if part)


class EndedBy(StrEnum):
    """By what else a membership ends: found by a death or a dissolution, or left by an exclusion that was lifted.

    §§ 65, 68, 76, 77, 77a GenG; the last two are the law's own.
    """

    TRANSFER = "transfer"
    NOTICE = "notice"
    EXCLUSION = "exclusion"
    LAW = "law"
    OTHER = "other"


@dataclass(frozen=True)
class Signatory:
    """Somebody who signs, and in which function."""

    name: str
    function: str


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
            ", ".join(part for part in (self.register_number, self.court) if part),
            f"Vorstand: {', '.join(self.board)}",
            supervisory,
            f"Prüfungsverband: {auditing}" if auditing else "",
        )
        return tuple(line for line in lines if line)

    @property
    def cooperative(self) -> Cooperative:
        """The cooperative as certificates and records name it."""
        return Cooperative(self.firm, self.seat, self.court, self.register_number)


@dataclass(frozen=True)
class Later:
    """What is to be paid at a later day, of which another letter will remind."""

    cents: Cents
    due_on: date


def named_singly(payments: tuple[Later, ...]) -> tuple[Later, ...]:
    """The payments that a letter names one by one; of more than four the first three."""
    return payments if len(payments) <= 4 else payments[:3]


@dataclass(frozen=True)
class Payment:
    """A payment asked for: what, until when, the text that lets the office match it, and what falls due later."""

    cents: Cents
    explanation: str
    due_on: date
    purpose: str
    later: tuple[Later, ...] = ()

    @property
    def shown_later(self) -> tuple[Later, ...]:
        """The later payments that are named one by one."""
        return named_singly(self.later)

    @property
    def further(self) -> int:
        """How many later payments are not named one by one."""
        return len(self.later) - len(self.shown_later)


class WithDues:
    """What a letter says of payments by their day, of which there may be many."""

    dues: tuple[Later, ...]

    @property
    def shown_dues(self) -> tuple[Later, ...]:
        """The payments named one by one."""
        return named_singly(self.dues)

    @property
    def further_dues(self) -> int:
        """How many payments are not named one by one."""
        return len(self.dues) - len(self.shown_dues)


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
