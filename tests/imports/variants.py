"""Lists of members in many shapes, made from known facts, each with the truth that a right import finds."""

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openpyxl import Workbook

from app.core.values import Cents

SHARE: Cents = 500_00
LAST_NAMES = ("Söding", "Müller", "Groß", "von der Aue", "Łukasz", "O'Brien", "Weiß-Jänicke", "Stadt", "Kammerer")
FIRST_NAMES = ("Joana", "Änne", "Karl-Heinz", "Jürgen", "Ève", "Bela", "Käthe")
FIRMS = ("Lindenfurt {} GmbH & Co. KG", "Stadt Morgenau {}", "Bürgerwerke {} eG", "Verein {} e. V.", "DIZ | {} AG")
PLACES = (("01067", "Dresden"), ("70173", "Stuttgart"), ("80686", "München"), ("06108", "Halle (Saale)"))
GROUNDS = ("Kündigung", "Übertragung", "Tod", "Auflösung")
WRONG_IBAN, RIGHT_IBAN = "DE89 3704 0044 0532 0130 01", "DE89 3704 0044 0532 0130 00"


@dataclass
class Row:
    """What is true of one member, and what a right import says of the row that tells it."""

    number: int
    last_name: str
    first_name: str
    firm: str
    street: str
    postcode: str
    city: str
    joined_on: date | str
    shares: int
    paid_in: Cents
    left_on: date | None = None
    ground: str = ""
    iban: str = ""
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shape:
    """How a program writes a list: headings by what they name, the order, days, amounts, and the file itself."""

    name: str
    headings: Mapping[str, str]
    write: Callable[[list[list[str]]], bytes]
    day: str = "%d.%m.%Y"
    amount: Callable[[Cents], str] = lambda cents: f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
    columns: Mapping[str, str] | None = None
    """The map handed over; None where the headings are known."""


def rows_of(seed: int, length: int = 60) -> list[Row]:
    """Members, good ones and each kind of fault planted once or twice, in any order."""
    chance = random.Random(seed)
    rows = [_good(chance, 100 + 3 * number) for number in range(length)]
    places = chance.sample(range(5, length), len(FAULTS))
    for place, plant in zip(places, FAULTS, strict=True):
        plant(rows, rows[place], chance)
    return rows


def _good(chance: random.Random, number: int) -> Row:
    postcode, city = chance.choice(PLACES)
    joined_on = date(2001, 1, 1) + timedelta(days=chance.randrange(9000))
    shares = chance.choice((1, 1, 2, 5, 20))
    is_firm = chance.random() < 0.3
    row = Row(
        number, "" if is_firm else chance.choice(LAST_NAMES), "" if is_firm else chance.choice(FIRST_NAMES),
        chance.choice(FIRMS).format(number) if is_firm else "", f"Straße am Weiher {number}", postcode, city, joined_on,
        shares, chance.choice((shares * SHARE, shares * SHARE - 123_45, 0)),
        iban=chance.choice(("", RIGHT_IBAN)),
    )
    if chance.random() < 0.2:
        row.left_on, row.ground = joined_on + timedelta(days=chance.randrange(400)), chance.choice(GROUNDS)
    return row


def _twice(rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.number, row.errors = rows[0].number, ["duplicate_member_number"]


def _nameless(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.last_name = row.first_name = row.firm = ""
    row.errors = ["missing_name"]


def _impossible(_rows: list[Row], row: Row, chance: random.Random) -> None:
    row.joined_on = chance.choice(("31.02.2019", "29.02.2023", "00.01.2020", "gestern"))
    row.left_on, row.ground = None, ""
    row.errors = ["invalid_date"]


def _no_share(_rows: list[Row], row: Row, chance: random.Random) -> None:
    row.shares, row.paid_in, row.errors = chance.choice((0, -2)), 0, ["shares_not_positive"]


def _left_before(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.joined_on, row.left_on, row.ground = date(2020, 5, 4), date(2018, 12, 31), "Kündigung"
    row.errors = ["exit_before_entry"]


def _overpaid(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.paid_in, row.errors = row.shares * SHARE + 1, ["paid_more_than_nominal"]


def _groundless(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    assert isinstance(row.joined_on, date)
    row.left_on, row.ground, row.errors = row.joined_on, "", ["exit_without_ground"]


def _wrong_account(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.iban = WRONG_IBAN
    row.warnings.append("invalid_iban")


def _zero_lost(_rows: list[Row], row: Row, _chance: random.Random) -> None:
    row.postcode, row.city = "1067", "Dresden"
    row.warnings.append("postcode_leading_zero_lost")


def _same_person(rows: list[Row], row: Row, _chance: random.Random) -> None:
    """The first member again under another number, umlauts written out and the street cut short."""
    row.last_name, row.first_name, row.firm = (
        _without_umlauts(name) for name in (rows[0].last_name, rows[0].first_name, rows[0].firm)
    )
    row.street, row.postcode, row.city = rows[0].street.replace("Straße", "Strasse"), rows[0].postcode, rows[0].city
    row.warnings.append("possible_duplicate_person")


def _without_umlauts(text: str) -> str:
    for mark, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("ß", "ss")):
        text = text.replace(mark, plain)
    return text


FAULTS = (
    _twice, _nameless, _nameless, _impossible, _impossible, _no_share, _no_share, _left_before, _overpaid, _groundless,
    _wrong_account, _zero_lost, _same_person,
)  # fmt: skip


def truth_of(rows: Sequence[Row], days: Sequence[date]) -> dict[str, Any]:
    """What a right import of these rows finds, in the form of the truth files."""
    good = [row for row in rows if not row.errors]
    numbered = list(enumerate(rows, start=1))
    return {
        "share_amount": "500.00", "rows": len(rows), "importable_rows": len(good),
        "errors_by_data_row": {str(place): row.errors for place, row in numbered if row.errors},
        "warnings_by_data_row": {str(place): row.warnings for place, row in numbered if row.warnings},
        "register_on": {day.isoformat(): _register(good, day) for day in days},
    }  # fmt: skip


def _register(good: Sequence[Row], day: date) -> dict[str, object]:
    there = [row for row in good if str(row.joined_on) <= str(day) and (row.left_on is None or row.left_on >= day)]
    paid_in = sum(row.paid_in for row in there)
    return {
        "members": len(there), "shares": sum(row.shares for row in there),
        "paid_in": f"{paid_in // 100}.{paid_in % 100:02d}",
    }  # fmt: skip


def written(rows: Sequence[Row], shape: Shape) -> bytes:
    """The list as a program writes it."""
    cells = [_cells(row, shape) for row in rows]
    return shape.write([list(shape.headings.values()), *([cell[what] for what in shape.headings] for cell in cells)])


def _cells(row: Row, shape: Shape) -> dict[str, str]:
    person = f"{row.last_name}, {row.first_name}" if row.last_name else ""

    def day(value: date | str | None) -> str:
        return value.strftime(shape.day) if isinstance(value, date) else value or ""

    return {
        "number": str(row.number), "padded": f"{row.number:06d}",
        "kind": "jur. Person" if row.firm else "Natürliche Person",
        "word": "FIRMA" if row.firm else "Privatperson", "last": row.last_name, "first": row.first_name,
        "firm": row.firm, "name": row.firm or person, "street": row.street, "postcode": row.postcode, "city": row.city,
        "place": f"{row.postcode} {row.city}", "joined": day(row.joined_on), "shares": str(row.shares),
        "paid": shape.amount(row.paid_in), "left": day(row.left_on), "ground": row.ground, "iban": row.iban,
        "remark": 'sagte: "später"\nund ging; | dann, oder\tso',
    }  # fmt: skip


def as_csv(delimiter: str, encoding: str, line_end: str = "\r\n", before: str = "", quoted: bool = False) -> Any:
    """A way to write lines: with this delimiter, encoding, and with something before the headings."""

    def write(lines: list[list[str]]) -> bytes:
        target = io.StringIO()
        dialect: Any = csv.unix_dialect if quoted else csv.excel
        csv.writer(target, dialect, delimiter=delimiter, lineterminator=line_end).writerows(lines)
        return (before + target.getvalue()).encode(encoding, errors="replace")

    return write


def as_workbook(lines: list[list[str]]) -> bytes:
    """A way to write lines: the second sheet of a workbook, a title above, numbers and days as such."""
    book = Workbook()
    assert book.active is not None
    book.active.append(["Mitgliederliste"])
    sheet = book.create_sheet("Liste")
    sheet.append(["Stand 24.11.2026"])
    for line in lines:
        sheet.append([_typed(cell) for cell in line])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _typed(text: str) -> object:
    if text.lstrip("-").isdecimal():
        return int(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return float(text) if text.replace(".", "", 1).isdecimal() else text or None


KNOWN = {
    "number": "Mitglieds-Nr", "kind": "Art", "last": "Name", "first": "Vorname", "firm": "Firma", "street": "Straße",
    "postcode": "PLZ", "city": "Ort", "joined": "Beitritt am", "shares": "Anteile", "paid": "Eingezahlt EUR",
    "left": "Ausgeschieden am", "ground": "Grund", "iban": "IBAN",
}  # fmt: skip
OTHER = {
    "iban": "Bankverbindung", "remark": "Bemerkung", "shares": "Anz. Geschäftsanteile", "name": "Name/Firma",
    "paid": "Geschäftsguthaben (€)", "joined": "Mitglied seit", "left": "Austritt zum", "ground": "Austrittsgrund",
    "place": "PLZ/Ort", "street": "Straße, Haus-Nr.", "padded": "Mitgl.-Nr.", "word": "Rechtsform",
}  # fmt: skip
KINDLESS = {what: heading for what, heading in OTHER.items() if what != "word"}
STRANGE = {"number": "Kennung", "name": "Wer ist es", "joined": "Dabei\nseit", "shares": "Stück", "paid": "Geld",
           "left": "Weg", "ground": "Warum", "place": "Wo", "street": "Dort", "iban": "Kto"}  # fmt: skip
STRANGE_MAP = {"Kennung": "member_number", "Wer ist es": "name", "Dabei seit": "joined_on", "Stück": "shares",
               "Geld": "paid_in", "Weg": "left_on", "Warum": "exit_ground", "Wo": "postcode_city", "Dort": "street",
               "Kto": "iban"}  # fmt: skip
REVERSED = dict(reversed(KNOWN.items()))

SHAPES = (
    Shape("legacy", KNOWN, as_csv(";", "utf-8-sig")),
    Shape("windows", REVERSED, as_csv(",", "cp1252", quoted=True), amount=lambda cents: f"{cents / 100:.2f} €"),
    Shape("utf-16 of a spreadsheet", OTHER, as_csv("\t", "utf-16")),
    Shape("utf-16 without mark", OTHER, as_csv("\t", "utf-16-le"), day="%Y-%m-%d"),
    Shape("pipes and old line ends", KNOWN, as_csv("|", "utf-8", "\r"), day="%d/%m/%Y"),
    Shape("told delimiter", OTHER, as_csv(",", "utf-8", before="sep=,\r\n"), day="%Y-%m-%d 00:00:00"),
    Shape("title above", KNOWN, as_csv(";", "cp1252", before="Mitgliederliste\r\nStand;24.11.2026\r\n\r\n")),
    Shape("no kinds", KINDLESS, as_csv(";", "utf-8"), amount=lambda cents: f"{cents / 100:,.2f}"),
    Shape("map", STRANGE, as_csv("^", "utf-8", "\n"), columns=STRANGE_MAP, day="%d.%m.%y"),
    Shape("workbook", OTHER, as_workbook, day="%Y-%m-%d", amount=lambda cents: f"{cents / 100:.2f}"),
)  # fmt: skip
