"""Welcome letter: tells the new member that it is entered (Benachrichtigung, § 15 Abs. 2 GenG; R-ADM-10, R-DOC-05)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.letter import Letter, Payment, print_letter, sample_letter

MOST_NEEDS = 4


@dataclass(frozen=True)
class Acquired:
    """By which transfer somebody joins: its number, from whom, until which day that one holds, the credit; cents."""

    transfer: str
    other: str
    day: date
    amount: Cents


@dataclass(frozen=True)
class WelcomeFacts:
    """What the new member is told: since when, under which number, with how many shares, what is to be paid.

    `member` is the name with its article in the accusative ("die Gemeinde Altenbruck"); `certificate` the number of
    the certificate enclosed, empty where it follows later; `needs` are the needs the member brought, in its words;
    `acquired` is there where it joins by a transfer (§ 76 GenG), which may lie ahead.
    How `payment` is made stands in the payment request enclosed, so that nobody pays twice.
    """

    letter: Letter
    member: str
    member_number: int
    since: date
    shares: int
    nominal: Cents
    resolution: str
    payment: Payment | None = None
    certificate: str = ""
    needs: tuple[str, ...] = ()
    acquired: Acquired | None = None

    @property
    def is_ahead(self) -> bool:
        """Whether the membership begins after the day of the letter."""
        return self.since > self.letter.dated

    @property
    def enclosures(self) -> tuple[str, ...]:
        """What lies in the same envelope."""
        request = ("Zahlungsaufforderung",) if self.payment else ()
        return (*request, f"Anteilsurkunde {self.certificate}") if self.certificate else request

    @property
    def shown_needs(self) -> tuple[str, ...]:
        """The needs that are named one by one; of more than four the first three."""
        return self.needs if len(self.needs) <= MOST_NEEDS else self.needs[: MOST_NEEDS - 1]

    @property
    def further_needs(self) -> int:
        """How many needs are not named one by one."""
        return len(self.needs) - len(self.shown_needs)


def build(facts: WelcomeFacts) -> bytes:
    """Print the welcome letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("welcome_letter", facts, facts.letter)


def sample() -> WelcomeFacts:
    """A welcome letter of the fictional Digitalverbund Morgenau."""
    return WelcomeFacts(
        letter=sample_letter(),
        member="die Gemeinde Altenbruck",
        member_number=413,
        since=date(2026, 11, 24),
        shares=20,
        nominal=50_000,
        resolution="V-2026-037",
        payment=Payment(1_000_000, "20 Anteile zu je 500,00 €", date(2026, 12, 15), "Mitglied 0413 Anteile"),
        needs=("Sitzungen des Gemeinderats verschriften, auch im Dialekt",),
    )


def variants() -> dict[str, WelcomeFacts]:
    """Samples that try the layout: with payment and need; bare; long names, with a certificate; by a transfer."""
    full = sample()
    recipient = (
        "Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental",
        "Herrn Verbandsvorsitzenden Dr. Ottokar von Rabenstein",
        "Rechenzentrum Nord, Haus C",
        "Am Alten Güterbahnhof 117",
        "70993 Sankt Leonhard am Oberen Rabenstein",
    )
    long = replace(
        full,
        letter=replace(
            full.letter, recipient=recipient, salutation="Sehr geehrter Herr Dr. von Rabenstein-Lindenfurt,"
        ),
        member="den Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental",
        shares=250,
        nominal=2_500_000,
        payment=Payment(625_000_000, "250 Anteile zu je 25.000,00 €", date(2026, 12, 15), "Mitglied 0413 Anteile"),
        certificate="U-2026-0413",
        needs=("Ein gemeinsames Rechenzentrum", "Glasfaser bis in die Ortsteile", "Bereitschaft am Wochenende"),
    )
    acquired = Acquired("UT-2026-001", "Stadt Lindenfurt", date(2026, 12, 31), 150_000)
    payment = Payment(50_000, "als Teil von 2.000,00 € für 4 Anteile zu je 500,00 €", date(2027, 1, 15),
                      "Mitglied 0413 Anteile")
    joins = replace(full, since=date(2027, 1, 1), shares=4, payment=payment, needs=(), acquired=acquired)
    return {
        "full": full, "bare": replace(full, payment=None, needs=(), shares=1), "long": long, "transfer": joins,
        "transfer-paid": replace(joins, shares=1, payment=None),
    }
