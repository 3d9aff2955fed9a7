"""What a declaration states: exactly what somebody declared to join or to take further shares (R-DOC-03)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from app.core.values import Cents, WrittenForm
from documents.facts import Cooperative
from documents.record import Row


class Purpose(StrEnum):
    """What is declared: to join (Beitritt, § 15 GenG) or to take further shares (Beteiligung, § 15b GenG)."""

    JOINING = "joining"
    FURTHER_SHARES = "further_shares"


@dataclass(frozen=True)
class Declarant:
    """A natural person who declares: in which function, and on what the authority rests."""

    name: str
    function: str = ""
    authority: str = ""


@dataclass(frozen=True)
class Clause:
    """One clause of the declaration in the text and version that was shown (§ 15a GenG).

    `highlighted` clauses stand out, as § 15a sentence 4 asks; `accepted` is the box that was ticked.
    """

    heading: str
    text: str
    version: str
    highlighted: bool = False
    accepted: bool = True


@dataclass(frozen=True)
class StatuteProvided:
    """Which statute was provided before the declaration, how and when (§ 15 Abs. 1 Satz 2 GenG, R-ADM-07)."""

    version: str
    channel: str
    at: datetime | None
    sha256: str


@dataclass(frozen=True)
class DeclarationFacts:
    """A declaration as it was made: frozen, never edited.

    `applicant` is the name with its article ("die Gemeinde Altenbruck"); `particulars` are its register fields.
    `declared_at` is None on the form that is still to be signed; `printed_on` is the day the sheet bears.
    `schedule` says when what is paid on the shares falls due, all rates of it. `remarks` are the applicant's own words
    beside the declaration, as they were written.
    """

    number: str
    cooperative: Cooperative
    purpose: Purpose
    applicant: str
    particulars: tuple[Row, ...]
    declarants: tuple[Declarant, ...]
    shares: int
    nominal: Cents
    clauses: tuple[Clause, ...]
    statute: StatuteProvided
    privacy_version: str
    form: WrittenForm
    printed_on: date
    declared_at: datetime | None = None
    investing: bool = False
    needs: tuple[str, ...] = ()
    remarks: str = ""
    schedule: str = ""

    @property
    def total(self) -> Cents:
        """What the shares amount to together."""
        return self.shares * self.nominal

    @property
    def by_hand(self) -> bool:
        """Say whether the sheet is to be signed by hand (Schriftform, § 126 BGB)."""
        return self.form is WrittenForm.SCHRIFTFORM


def sample() -> DeclarationFacts:
    """A declaration of a fictional municipality in Textform."""
    return DeclarationFacts(
        number="A-2026-0071",
        cooperative=Cooperative("Digitalverbund Morgenau eG", "Morgenau", "Amtsgericht Lindenfurt", "GnR 700412"),
        purpose=Purpose.JOINING,
        applicant="die Gemeinde Altenbruck",
        particulars=(
            Row("Name", "Gemeinde Altenbruck"),
            Row("Art", "Gemeinde"),
            Row("Anschrift", "Kirchgasse 4, 70997 Altenbruck"),
            Row("Gemeindeschlüssel", "08 999 071"),
            Row("E-Mail", "gemeinde@altenbruck.example"),
            Row("Telefon", "07009 3100"),
        ),
        declarants=(Declarant("Walburga Ehrenpreis", "Bürgermeisterin", "Beschluss des Gemeinderats vom 09.11.2026"),),
        shares=20,
        nominal=50_000,
        clauses=(
            Clause(
                "Einzahlung auf die Anteile",
                "Der Beitretende verpflichtet sich, die nach Gesetz und Satzung geschuldeten Einzahlungen auf die "
                "übernommenen Geschäftsanteile zu leisten.",
                "2026-1",
            ),
            Clause(
                "Nachschüsse bis zur Haftsumme",
                "Der Beitretende verpflichtet sich, die zur Befriedigung der Gläubiger erforderlichen Nachschüsse bis "
                "zur Haftsumme von 500,00\u00a0€ je Geschäftsanteil zu zahlen.",
                "2026-1",
                highlighted=True,
            ),
            Clause(
                "Kündigungsfrist von mehr als einem Jahr",
                "Der Beitretende nimmt zur Kenntnis, dass die Satzung eine Kündigungsfrist von zwei Jahren zum Ende "
                "eines Geschäftsjahrs bestimmt.",
                "2026-1",
                highlighted=True,
            ),
        ),
        statute=StatuteProvided(
            "Satzung vom 14.\u00a0Juni 2025, eingetragen am 2.\u00a0September 2025",
            "zum Abruf auf der Internetseite, Ausdruck angeboten",
            datetime(2026, 11, 17, 9, 2, tzinfo=UTC),
            "9f2c41d07be83a56c1de5b7a2f9084635a7b1c9ed3f04826b5c7e19a0d3f6b82",
        ),
        privacy_version="2026-1",
        form=WrittenForm.TEXTFORM,
        printed_on=date(2026, 11, 17),
        declared_at=datetime(2026, 11, 17, 9, 31, tzinfo=UTC),
        needs=("Sitzungen des Gemeinderats verschriften, auch im Dialekt",),
        schedule="innerhalb von 14 Tagen nach der Zulassung 5.000,00\u00a0€, ein Jahr danach 5.000,00\u00a0€",
        remarks="Die Rechnung senden Sie bitte an die Kämmerei.\nBestellnummer 4711-26.",
    )


def variants() -> dict[str, DeclarationFacts]:
    """Samples: in Textform; by hand with several declarants and long fields; further shares; not all boxes ticked."""
    textform = sample()
    by_hand = replace(
        textform,
        number="A-2026-0075",
        applicant="der Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental",
        particulars=(
            Row("Name", "Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental"),
            *textform.particulars[1:],
        ),
        declarants=(
            Declarant("Dr. Ottokar Freiherr von Rabenstein", "Verbandsvorsitzender", "Verbandssatzung § 11"),
            Declarant("Mechthild Unterberger-Ostermann", "Geschäftsführerin", "Vollmacht vom 02.11.2026"),
            Declarant("Ignaz Quellbrunn", "Prokurist", "Handelsregisterauszug vom 03.11.2026"),
        ),
        form=WrittenForm.SCHRIFTFORM,
        declared_at=None,
        shares=250,
        nominal=2_500_000,
        clauses=tuple(replace(clause, accepted=False) for clause in textform.clauses),
        investing=True,
    )
    further = replace(textform, number="A-2026-0080", purpose=Purpose.FURTHER_SHARES, shares=1, needs=(), remarks="")
    return {"textform": textform, "by-hand": by_hand, "further-shares": further}
