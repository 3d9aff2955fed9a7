"""What an addendum to signed minutes states: what it corrects and completes, and who signs it (§ 47 GenG; R-MIN-06)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.formats import NBSP
from documents.facts import Cooperative, Signatory


@dataclass(frozen=True)
class AddendumFacts:
    """An addendum; `ordinal` counts those to the same minutes, `number` names the assembly, which met on `met_on`.

    `signing` says who has to sign. A draft says on every page that it is one.
    """

    ordinal: int
    number: str
    cooperative: Cooperative
    met_on: date
    paragraphs: tuple[str, ...]
    signing: str
    place: str
    dated: date
    signatories: tuple[Signatory, ...]
    is_draft: bool = False

    @property
    def heading(self) -> str:
        """What stands above it and at the foot of each page."""
        return f"{'Entwurf: ' * self.is_draft}Nachtrag{NBSP}{self.ordinal} zur Niederschrift"


def sample() -> AddendumFacts:
    """An addendum to the minutes of an assembly of the fictional Digitalverbund Morgenau."""
    return AddendumFacts(
        ordinal=1,
        number="GV 12.12.2026",
        cooperative=Cooperative("Digitalverbund Morgenau eG", "Morgenau", "Amtsgericht Lindenfurt", "GnR 700412"),
        met_on=date(2026, 12, 12),
        paragraphs=(
            f"Zu TOP{NBSP}3 sind 213 Ja-Stimmen abgegeben worden, nicht 231. Am Ergebnis ändert das nichts.",
            "Die Schriftführung ging ab 15:40 Uhr auf Irmela Quendel über.",
        ),
        signing=(
            "Es unterschreiben die Leitung der Versammlung und mindestens ein anwesendes Mitglied des Vorstands"
            f" (§{NBSP}47 Abs.{NBSP}2 GenG)."
        ),
        place="Morgenau",
        dated=date(2027, 1, 8),
        signatories=(
            Signatory("Berthold Nagelfluh", "Leitung der Versammlung"),
            Signatory("Almut Weißdorn", "Mitglied des Vorstands"),
        ),
    )


def variants() -> dict[str, AddendumFacts]:
    """Samples: one of a page, a draft, and a long one over several pages."""
    short = sample()
    many = tuple(f"Zu TOP{NBSP}{number}: {short.paragraphs[0] * 3}" for number in range(1, 30))
    return {"short": short, "draft": replace(short, is_draft=True), "long": replace(short, paragraphs=many)}
