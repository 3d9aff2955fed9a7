"""What the share certificate states (Anteilsurkunde, R-DOC-04)."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core import formats
from app.core.values import Cents, PostalAddress
from documents.facts import Cooperative, Signatory


class Design(StrEnum):
    """How the certificate looks."""

    CLASSIC = "classic"
    MODERN = "modern"


@dataclass(frozen=True)
class CertificateFacts:
    """What the share certificate states; the register prevails, and the certificate is no security.

    `article` stands before the name ("Die Gemeinde …") and may be empty; `since` is the day the membership began;
    `replaces` is the number of the certificate that this one makes void, where there is one.
    """

    number: str
    design: Design
    cooperative: Cooperative
    member_number: int
    name: str
    address: PostalAddress
    shares: int
    nominal: Cents
    since: date
    place: str
    issued_on: date
    signatories: tuple[Signatory, ...]
    check_url: str
    article: str = ""
    replaces: str = ""

    def __post_init__(self) -> None:
        if self.shares < 1:
            raise ValueError("A certificate is about one share or more.")
        if not 1 <= len(self.signatories) <= 2:
            raise ValueError("A certificate has room for one or two signatures.")

    @property
    def in_words(self) -> tuple[str, str]:
        """Number and amount of the shares in words, in two lines, as the design puts them."""
        each = formats.euro(self.nominal)
        total, words = formats.euro(self.total), formats.euros_in_words(self.total)
        number = formats.number_in_words(self.shares)
        if self.shares == 1:
            if self.design is Design.MODERN:
                return f"ein Anteil zu {each}", f"({words})"
            return f"in Worten: einem, zu {each}", f"({words})."
        if self.design is Design.MODERN:
            return f"{number} Anteile zu je {each},", f"zusammen {total} ({words})"
        return f"in Worten: {number}, zu je {each},", f"zusammen {total} ({words})."

    @property
    def total(self) -> Cents:
        """What the shares amount to together."""
        return self.shares * self.nominal


def sample() -> CertificateFacts:
    """A certificate of the fictional Digitalverbund Morgenau."""
    return CertificateFacts(
        number="U-2026-0412",
        design=Design.CLASSIC,
        cooperative=Cooperative("Digitalverbund Morgenau eG", "Morgenau", "Amtsgericht Lindenfurt", "GnR 700412"),
        member_number=413,
        article="Die",
        name="Gemeinde Altenbruck",
        address=PostalAddress("Kirchgasse 4", "70997", "Altenbruck"),
        shares=20,
        nominal=50_000,
        since=date(2026, 11, 24),
        place="Morgenau",
        issued_on=date(2026, 12, 8),
        signatories=(
            Signatory("Dr. Almut Weißdorn", "Vorsitzende des Vorstands"),
            Signatory("Cosima Rehbein", "Mitglied des Vorstands"),
        ),
        check_url="https://pruefen.morgenau.example/u/U-2026-0412",
    )


def variants() -> dict[str, CertificateFacts]:
    """Samples that try the layout: both designs, one share and many, names of every length."""
    classic = sample()
    modern = replace(classic, design=Design.MODERN)
    long = replace(
        classic,
        article="Der",
        name="Zweckverband für Breitband, Rechenzentren und gemeinsame Verwaltungsdienste im Rabental",
        address=PostalAddress("Am Alten Güterbahnhof 117", "70993", "Sankt Leonhard am Oberen Rabenstein"),
        shares=250,
        nominal=2_500_000,
        replaces="U-2025-0007",
    )
    person = replace(
        classic, article="", name="Prof. Dr. Änne Groß-Łukasiewicz", member_number=7, shares=1, nominal=2_500_000
    )
    return {
        "classic": classic,
        "classic-one-share": person,
        "classic-long": long,
        "modern": modern,
        "modern-one-share": replace(person, design=Design.MODERN),
        "modern-64-shares": replace(modern, shares=64),
        "modern-long": replace(long, design=Design.MODERN),
    }
