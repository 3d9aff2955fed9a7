"""What a promotion report states: whose, of which year, its figures, examples, and the words of the office."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from documents.facts import Cooperative, sample_letterhead
from documents.record import Row
from documents.report import Align, Column, Table


@dataclass(frozen=True)
class Bar:
    """A step on the way of needs: what, how many, how many the year before."""

    label: str
    number: int
    before: int


@dataclass(frozen=True)
class Example:
    """An answered need that the report tells of; `owner` is its kind alone where nobody agreed to be named."""

    number: str
    owner: str
    field: str
    words: str


@dataclass(frozen=True)
class PromotionFacts:
    """A report: `number` is empty as long as the board has not finished it; `replaces` names the issue before it.

    `before` is what the year before is called; `standing` says by whom and when the report was finished.
    """

    cooperative: Cooperative
    number: str
    year: str
    before: str
    made_at: datetime
    rows: tuple[Row, ...]
    introduction: tuple[str, ...]
    bars: tuple[Bar, ...]
    tables: tuple[Table, ...]
    examples: tuple[Example, ...]
    outlook: tuple[str, ...]
    closing: tuple[str, ...]
    standing: str = ""
    replaces: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether the board has not finished it."""
        return not self.number

    @property
    def largest(self) -> int:
        """The largest number of the bars, at least one."""
        return max([1, *(number for bar in self.bars for number in (bar.number, bar.before))])


def sample() -> PromotionFacts:
    """The report of the fictional Digitalverbund Morgenau."""
    number = Column("2026", 15, Align.RIGHT)
    columns = (Column("Zahl", 70), number, Column("2025", 15, Align.RIGHT))
    flow = Table(
        "Bestand", columns,
        (("Offen am Anfang des Jahres", "9", "4"), ("Eingebracht", "34", "21"), ("Beantwortet", "−18", "−14")),
        (("Offen am Ende des Jahres", "25", "9"),),
    )
    fields = Table(
        "Nach Einsatzfeld",
        (Column("Einsatzfeld", 55), *(Column(head, 15, Align.RIGHT) for head in ("Eingebracht", "Beantwortet",
                                                                                "Offen"))),
        (("Verwaltung und Bürgerservice", "12", "8", "6"), ("Handwerk, Handel, Landwirtschaft", "9", "5", "7")),
    )
    return PromotionFacts(
        cooperative=sample_letterhead().cooperative, number="FB-2027-001", year="2026", before="2025",
        made_at=datetime(2027, 2, 3, 9, 12, tzinfo=UTC),
        rows=(
            Row("Zweck laut Satzung", "Gemeinsame Entwicklung und Betrieb digitaler Dienste der Mitglieder"),
            Row("Geschäftsjahr", "1. Januar 2026 bis 31. Dezember 2026"),
            Row("Nach Kenntnis vom", "3. Februar 2027, 10:12 Uhr"),
        ),
        introduction=(
            "Im Jahr 2026 haben Städte, Betriebe und Vereine 34 Bedarfe eingebracht, mehr als je zuvor.",
            "Die meisten gelten dem Schriftgut der Verwaltung und der Frage, welchen Lösungen man trauen kann.",
        ),
        bars=(Bar("Eingebracht", 34, 21), Bar("Gesichtet", 33, 21), Bar("Beantwortet", 18, 14),
              Bar("Urteil: hat geholfen", 11, 9)),
        tables=(flow, fields),
        examples=(
            Example("BE-2026-0003", "Handwerkskammer Rabental", "Einstieg, Markt, Recht, Vorgehen",
                    "Betriebe fragten, woran sie eine vertrauenswürdige Lösung erkennen. Eine Fragenliste und drei"
                    " geprüfte Lösungen liegen vor."),
            Example("BE-2026-0011", "Kommune", "Verwaltung und Bürgerservice",
                    "Sitzungen werden am selben Abend verschriftet."),
        ),
        outlook=("2027 werden die Bedarfe zum Schriftgut gemeinsam bewertet.",),
        closing=("Ein Bedarf zählt im Jahr, in dem der Schritt gegangen wurde.",),
        standing="Festgestellt vom Vorstand am 3. Februar 2027, vermerkt von Dr. Almut Weißdorn.",
    )


def variants() -> dict[str, PromotionFacts]:
    """Samples: a finished report, a draft, one that replaces another, a year without needs, a long one."""
    finished = sample()
    nothing = replace(
        finished, bars=(), tables=(), examples=(), outlook=(), introduction=("Im Jahr 2026 kam kein Bedarf ein.",)
    )
    long_words = tuple(paragraph for _ in range(9) for paragraph in finished.introduction)
    fields = finished.tables[1]
    many = replace(fields, rows=tuple((f"Region {place} am langen Namen des oberen Rabentals", "1", "0", "1")
                                      for place in range(40)))
    return {
        "finished": finished,
        "draft": replace(finished, number="", standing=""),
        "again": replace(finished, replaces="FB-2027-001", number="FB-2027-002"),
        "empty": nothing,
        "long": replace(finished, introduction=long_words, tables=(finished.tables[0], many),
                        examples=finished.examples * 5, outlook=long_words),
    }
