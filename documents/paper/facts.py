"""What a paper states: who issued it, its sections with numbered paragraphs, who signed."""

from dataclasses import dataclass, replace
from datetime import date

from documents.facts import Signatory
from documents.record import Row


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, with the mark that stands before it: `(2)`, `a)`, or none."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Section:
    """Paragraphs under a heading; `part` is the heading of a group of sections that begins here."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    part: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """A paper as its issuer gave it; `number` is the issuer's own reference, `address` stands beside the name."""

    issuer: str
    address: str
    number: str
    heading: str
    subtitle: str
    sections: tuple[Section, ...]
    place: str
    signed_on: date
    rows: tuple[Row, ...] = ()
    signatories: tuple[Signatory, ...] = ()

    @property
    def has_parts(self) -> bool:
        """Say whether the sections stand in groups, one heading deeper."""
        return any(section.part for section in self.sections)


def sample() -> PaperFacts:
    """The extract from the minutes of a fictional council."""
    return PaperFacts(
        issuer="Gemeinde Altenbruck",
        address="Kirchgasse 1, 70997 Altenbruck",
        number="022.31/17",
        heading="Auszug aus der Niederschrift",
        subtitle="Öffentliche Sitzung des Gemeinderats",
        rows=(Row("Anwesend", "die Bürgermeisterin und 12 von 14 Mitgliedern"), Row("Abstimmung", "12 Ja, 1 Nein")),
        sections=(
            Section("Sachverhalt", (Paragraph("Die Gemeinde prüft seit dem Frühjahr, wie sie Protokolle schreibt."),)),
            Section(
                "Beschluss",
                (
                    Paragraph("Die Gemeinde tritt dem Digitalverbund Morgenau eG mit 2 Anteilen bei.", "1."),
                    Paragraph("Die Bürgermeisterin gibt die Erklärung ab und zeigt den Beitritt an.", "2."),
                ),
            ),
        ),
        place="Altenbruck",
        signed_on=date(2026, 11, 17),
        signatories=(Signatory("gez. Hildrun Steinbrück", "Bürgermeisterin"),),
    )


def variants() -> dict[str, PaperFacts]:
    """Samples: an extract of one page, and a text of many sections in parts that goes over several."""
    extract = sample()
    paragraphs = tuple(
        Paragraph(
            "Die Mitglieder üben ihre Rechte in der Generalversammlung aus; jedes Mitglied hat eine Stimme, gleich wie"
            " viele Anteile es hält.",
            f"({number})",
        )
        for number in range(1, 5)
    )
    sections = tuple(
        Section(f"§\u00a0{number} Ausübung der Rechte", paragraphs, "Abschnitt der Satzung" if number % 5 == 1 else "")
        for number in range(1, 19)
    )
    text = replace(extract, number="", heading="Satzung", subtitle="", rows=(), sections=sections, signatories=())
    return {"extract": extract, "text": text}
