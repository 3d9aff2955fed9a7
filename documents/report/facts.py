"""What a report states: tables of figures as of a day, with what they are about (Liste, Nachweis, Auszug)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from documents.facts import Cooperative, sample_letterhead
from documents.record import Row


class Align(StrEnum):
    """On which side of its column a cell stands: words left, numbers right."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width in percent, its side."""

    head: str
    width: int
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Table:
    """A table with its heading; `totals` stand under a line of ink, a note below. Cells are written out."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ReportFacts:
    """A report: whose, under which number, of which day, made when; its rows, tables and closing sentences."""

    cooperative: Cooperative
    number: str
    heading: str
    subtitle: str
    made_at: datetime
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]
    closing: tuple[str, ...] = ()


def sample() -> ReportFacts:
    """The register of members of the fictional Digitalverbund Morgenau."""
    columns = (
        Column("Nr.", 7), Column("Familienname, Vornamen oder Firma", 27), Column("Anschrift", 29),
        Column("Beginn", 12), Column("Weitere Anteile", 12, Align.RIGHT), Column("Ausscheiden", 13),
    )  # fmt: skip
    rows = (
        ("0001", "Gemeinde Altenbruck", "Kirchgasse 1, 70997 Altenbruck", "12.03.2021", "4", ""),
        ("0007", "Ehrenpreis, Walburga", "Am Mühlbach 12, 70990 Morgenau", "01.06.2022", "0", "31.12.2026, Kündigung"),
        ("0028", "Hollerstrauch Landtechnik GmbH & Co. KG", "Industriestraße 48, 70999 Lindenfurt", "17.11.2025", "1",
         ""),
    )  # fmt: skip
    return ReportFacts(
        cooperative=sample_letterhead().cooperative, number="ML-2026-004", heading="Liste der Mitglieder",
        subtitle="Stand am 31. Dezember 2026", made_at=datetime(2027, 1, 4, 9, 12, tzinfo=UTC),
        rows=(Row("Mitglieder", "3"), Row("Nach Kenntnis vom", "4. Januar 2027, 10:12 Uhr")),
        tables=(Table("", columns, rows),),
        closing=("Die Liste enthält genau die Angaben des § 30 Abs. 2 GenG.",),
    )


def variants() -> dict[str, ReportFacts]:
    """Samples: a list over many pages with long names, and a report of two tables with totals and notes."""
    short = sample()
    table = short.tables[0]
    long_name = ("Wasser- und Abwasserzweckverband Oberes Rabental mit Sitz in Lindenfurt an der Morgen",)
    many = tuple((f"{number:04d}", *(long_name if number % 9 == 0 else ("Kiesel, Ottilie",)), *table.rows[0][2:])
                 for number in range(1, 120))
    figures = Table(
        "Geschäftsguthaben", (Column("Wem es gehört", 70), Column("Betrag €", 30, Align.RIGHT)),
        (("Verbleibende Mitglieder", "1.250.000,00"), ("Mit Ablauf des Jahres Ausgeschiedene", "75.000,00")),
        (("Zusammen", "1.325.000,00"),), "Ohne Forderungen früher Ausgeschiedener.",
    )
    return {
        "register": short,
        "list": replace(short, tables=(replace(table, rows=many),)),
        "figures": replace(short, heading="Mitgliederbewegung", tables=(figures, figures), closing=()),
        "empty": replace(short, rows=(), tables=(replace(table, rows=()),)),
    }
