"""Reading and judging lists from elsewhere."""

import io
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook

from app.core.values import PartyKind, Refusal
from app.imports import rules
from app.imports.rules import Field, RowError, RowWarning, Table, Verdict
from app.imports.rules.files import MAX_CELLS, MAX_COLUMNS, MAX_UNPACKED_BYTES
from app.imports.rules.readings import read_cents, read_count, read_day
from app.members.rules import ExitGround

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
HEADINGS = ("Nr.", "Art", "Nachname", "Vorname", "Straße", "PLZ", "Ort", "Beitritt", "Anteile", "Eingezahlt",
            "Ausgeschieden am", "Grund", "IBAN")
GOOD = ("7", "natürlich", "Ehrenpreis", "Walburga", "Kirchgasse 4", "70997", "Altenbruck", "24.11.2020", "2",
        "1.000,00", "", "", "")


def judged(*changes: dict[int, str]) -> list[Verdict]:
    """The verdicts on rows that differ from a good one in some cells."""
    rows = [tuple(change.get(index, cell) for index, cell in enumerate(GOOD)) for change in changes]
    table = Table(HEADINGS, tuple(rows))
    return rules.judge(table, rules.recognise(HEADINGS), 50_000, TODAY)


def test_a_good_row_says_who_when_and_how_much() -> None:
    """Names, day, shares and amount are read exactly."""
    (verdict,) = judged({})
    assert verdict.facts is not None
    assert (verdict.facts.number, verdict.facts.party.display_name) == (7, "Walburga Ehrenpreis")
    assert (verdict.facts.joined_on, verdict.facts.shares, verdict.facts.paid_in) == (date(2020, 11, 24), 2, 100_000)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({0: "x"}, RowError.INVALID_NUMBER),
        ({0: "1" * 5000}, RowError.INVALID_NUMBER),
        ({2: ""}, RowError.MISSING_NAME),
        ({7: "31.02.2019"}, RowError.INVALID_DATE),
        ({7: ""}, RowError.INVALID_DATE),
        ({7: "01.01.2027"}, RowError.ENTRY_IN_FUTURE),
        ({8: "0"}, RowError.SHARES_NOT_POSITIVE),
        ({8: "-1"}, RowError.SHARES_NOT_POSITIVE),
        ({8: "1,5"}, RowError.SHARES_NOT_POSITIVE),
        ({9: "1.000,01"}, RowError.PAID_MORE_THAN_NOMINAL),
        ({9: "viel"}, RowError.INVALID_AMOUNT),
        ({10: "31.12.2018", 11: "Kündigung"}, RowError.EXIT_BEFORE_ENTRY),
        ({10: "31.12.2023"}, RowError.EXIT_WITHOUT_GROUND),
        ({5: "70997 Altenbruck im Rabental"}, RowError.TOO_LONG),
        ({2: "王小明"}, RowError.UNPRINTABLE),
    ],
)
def test_a_faulty_row_is_refused_with_its_reason(change: dict[int, str], error: RowError) -> None:
    """Each fault has its word."""
    (verdict,) = judged(change)
    assert verdict.facts is None
    assert verdict.errors == [error]


def test_a_day_that_is_none_is_refused_with_its_column() -> None:
    """Both where both are none; where the exit has a ground alone, its day is missing."""
    said = [judged(change)[0].faults for change in (
        {7: "31.02.2019"}, {7: "gestern", 10: "morgen", 11: "Tod"}, {11: "Kündigung"}
    )]
    assert said == [
        ["Ein Datum fehlt oder gibt es nicht: „Beitritt“."],
        ["Ein Datum fehlt oder gibt es nicht: „Beitritt“, „Ausgeschieden am“."],
        ["Ein Datum fehlt oder gibt es nicht: „Ausgeschieden am“."],
    ]


def test_of_two_rows_with_one_number_the_later_is_refused() -> None:
    """Leading zeros make no other number."""
    first, second = judged({}, {0: "007", 2: "Anders"})
    assert (first.errors, second.errors) == ([], [RowError.DUPLICATE_NUMBER])


def test_the_same_name_and_address_under_an_earlier_number_is_pointed_out() -> None:
    """A warning refuses nothing."""
    _first, second = judged({}, {0: "8"})
    assert second.facts is not None
    assert second.warnings == [RowWarning.POSSIBLE_DUPLICATE]


def test_a_postcode_gets_its_lost_zero_back() -> None:
    """Spreadsheets swallow it."""
    (verdict,) = judged({5: "1067"})
    assert verdict.facts is not None
    assert verdict.facts.party.address.postcode == "01067"
    assert verdict.warnings == [RowWarning.POSTCODE_ZERO_LOST]


def test_a_wrong_iban_is_left_out_with_a_warning() -> None:
    """The member is taken, the account is not."""
    (verdict,) = judged({12: "DE89370400440532013001"})
    assert verdict.facts is not None
    assert (verdict.facts.iban, verdict.warnings) == ("", [RowWarning.INVALID_IBAN])


@pytest.mark.parametrize(
    ("text", "year"), [("24.11.26", 2026), ("25.11.26", 1926), ("01.02.99", 1999), ("1/2/05", 2005)]
)
def test_a_year_of_two_digits_never_lies_in_the_future(text: str, year: int) -> None:
    """Read as 20xx up to today, as 19xx beyond."""
    (verdict,) = judged({7: text})
    assert verdict.facts is not None
    assert verdict.facts.joined_on.year == year


@pytest.mark.parametrize(("word", "ground"), [
    ("verstorben", ExitGround.DEATH), ("Umzug", ExitGround.OTHER), ("Gesamtrechtsnachfolge", ExitGround.SUCCESSION),
    ("erloschen durch Verschmelzung", ExitGround.SUCCESSION), ("erloschen", ExitGround.DISSOLUTION),
])  # fmt: skip
def test_grounds_are_read_by_words(word: str, ground: ExitGround) -> None:
    """What no word fits is another ground."""
    (verdict,) = judged({10: "31.12.2023", 11: word})
    assert verdict.facts is not None
    assert verdict.facts.left is not None
    assert verdict.facts.left.ground is ground


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Kommune", PartyKind.MUNICIPALITY), ("Kammer", PartyKind.PUBLIC_BODY), ("FIRMA", PartyKind.COMPANY),
     ("Forschungseinrichtung", PartyKind.RESEARCH), ("Person", PartyKind.NATURAL_PERSON),
     ("juristisch", PartyKind.COMPANY)],
)
def test_kinds_are_read_by_words(word: str, kind: PartyKind) -> None:
    """Case does not matter."""
    assert rules.kind_of(word, firm="Beckmann") is kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_delimiter_and_encoding_is_found(encoding: str, delimiter: str) -> None:
    """The office need not know either."""
    lines = [["Nr.", "Name", "Ort"], ["1", "Größe, Änne" if delimiter != "," else "Größe Änne", "Köln"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    table = rules.read_table(content)
    assert table.headings == ("Nr.", "Name", "Ort")
    assert table.rows[0][2] == "Köln"


def test_a_workbook_is_read_with_its_dates_and_numbers() -> None:
    """XLSX cells are typed; the rules see the same text as in CSV."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nr.", "Beitritt", "Eingezahlt"])
    sheet.append([7, date(2020, 11, 24), 1000.5])
    target = io.BytesIO()
    book.save(target)
    assert rules.read_table(target.getvalue()).rows == (("7", "24.11.2020", "1000,50"),)


def test_a_sheet_of_empty_cells_without_end_is_refused() -> None:
    """A small workbook can claim a hundred thousand rows of two hundred columns."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(MAX_CELLS // MAX_COLUMNS + 2):
        sheet.write_string(row, MAX_COLUMNS - 1, "z")
    book.close()
    with pytest.raises(Refusal, match="zu groß"):
        rules.read_table(written.getvalue())


def test_a_line_of_a_million_empty_columns_costs_nothing() -> None:
    """What is empty at the edge is no column."""
    content = b"Nr.;Name;Ort" + b";" * 1_000_000 + b"\n1;Gute;Olpe\n"
    assert rules.read_table(content).headings == ("Nr.", "Name", "Ort")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b";".join(b"x" for _ in range(MAX_COLUMNS + 1)) + b"\n1;2;3\n", "mehr als 200 Spalten"),
        ((b";" * 999_999 + b"\n") * 3, "zu groß"),
        (b'Nr.;Name;Ort\n1;"Gute;Olpe\n' + b"2;Koch;Olpe\n" * 5_000, "Anführungszeichen"),
        (b" " * (rules.MAX_FILE_BYTES + 1), "20 MB"),
    ],
)
def test_a_list_without_measure_is_refused_with_its_reason(content: bytes, said: str) -> None:
    """Before it takes the memory of the machine."""
    with pytest.raises(Refusal, match=said):
        rules.read_table(content)


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_unpacks_without_measure_is_refused(name: str) -> None:
    """A few hundred kilobytes that would fill the memory are not unpacked at all."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr(name, b"0" * (MAX_UNPACKED_BYTES + 1))
    with pytest.raises(Refusal, match="entpackt zu groß"):
        rules.read_table(written.getvalue())


READ_A_BOMB = """
import io, resource, zipfile
from app.core.values import Refusal
from app.imports import rules
small = io.BytesIO()
with zipfile.ZipFile(small, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("xl/worksheets/sheet1.xml", "w") as sheet:
    for _ in range(512):
        sheet.write(bytes(1024 * 1024))
honest = small.getvalue()
size = (512 * 1024 * 1024).to_bytes(4, "little")
lying = honest.replace(size, (1000).to_bytes(4, "little"))
assert lying != honest
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for content in (honest, lying):
    try:
        rules.read_table(content)
        raise SystemExit("it was read")
    except Refusal:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_workbook_of_half_a_gigabyte_costs_no_memory_whatever_size_it_claims() -> None:
    """Measured in a process of its own: half a megabyte that says it is small, or says the truth."""
    said = subprocess.run([sys.executable, "-c", READ_A_BOMB], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert int(said.stdout) < 64


def a_broken_workbook() -> bytes:
    """A zip archive that calls itself a workbook and holds no XML."""
    target = io.BytesIO()
    Workbook().save(target)
    broken = io.BytesIO()
    with zipfile.ZipFile(target) as whole, zipfile.ZipFile(broken, "w") as copy:
        for name in whole.namelist():
            copy.writestr(name, b"<kein" if name.startswith("xl/w") else whole.read(name))
    return broken.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"nur eine Zeile", b"PK\x03\x04kaputt", b"a;b\n\x00\x01;2", a_broken_workbook()]
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes) -> None:
    """Never a fault of the program."""
    with pytest.raises(Refusal):
        rules.read_table(content)


def test_two_columns_of_one_heading_stay_apart() -> None:
    """A map can mean the second one."""
    table = rules.read_table(b"Nr.;Datum;Datum;Anteile;Mitglied\n1;01.01.2020;02.01.2020;1;Stadt Lindenfurt\n")
    assert table.headings == ("Nr.", "Datum", "Datum (2)", "Anteile", "Mitglied")
    fields = (Field.MEMBER_NUMBER, Field.REGION, Field.JOINED_ON, Field.SHARES, Field.FIRM)
    (verdict,) = rules.judge(table, dict(zip(table.headings, fields, strict=True)), 50_000, TODAY)
    assert verdict.facts is not None
    assert verdict.facts.joined_on == date(2020, 1, 2)


def test_a_refused_map_names_fields_as_people_do() -> None:
    """Not by the words of maps."""
    with pytest.raises(Refusal, match="Mitgliedsnummer"):
        rules.check_map({"Beitritt": Field.JOINED_ON})
    with pytest.raises(Refusal, match="Beitritt am"):
        rules.check_map({"Seit": Field.JOINED_ON, "Eintritt": Field.JOINED_ON})


def test_a_map_names_only_columns_and_fields_that_exist() -> None:
    """A slip in the map is named."""
    with pytest.raises(Refusal, match="Spalte"):
        rules.map_from({"Gibt es nicht": "name"}, HEADINGS)
    with pytest.raises(Refusal, match="Feld"):
        rules.map_from({"Nr.": "nummer"}, HEADINGS)


def test_name_is_the_surname_only_beside_first_names() -> None:
    """`Name` alone holds the whole name."""
    assert rules.recognise(("Name", "Vorname"))["Name"] is Field.LAST_NAME
    assert rules.recognise(("Name", "Ort"))["Name"] is Field.NAME


def test_nobody_new_joins_in_a_closed_fiscal_year() -> None:
    """Who is in the register already may stay in the list."""
    table = Table(("Nr", "Firma", "Beitritt", "Anteile"), (("1", "Stadt Lindenfurt", "19.02.2021", "2"),))
    columns = dict(zip(table.headings, (Field.MEMBER_NUMBER, Field.FIRM, Field.JOINED_ON, Field.SHARES), strict=True))
    closed = (date(2020, 12, 31), date(2021, 12, 31))
    errors = [rules.judge(table, columns, 50_000, TODAY, {}, rules.Calendar(day))[0].errors for day in closed]
    assert errors == [[], [RowError.YEAR_CLOSED]]
    known = {1: rules.judge(table, columns, 50_000, TODAY)[0].facts.party.sort_name}  # type: ignore[union-attr]
    assert rules.judge(table, columns, 50_000, TODAY, known, rules.Calendar(closed[1]))[0].errors == []


def test_cells_are_read_in_the_digits_0_to_9_alone() -> None:
    """An amount of somebody else's script is a fault of the row, not a guess."""
    assert read_cents("٤٥٠") is None
    assert read_cents("١.٠٠٠,٠٠") is None
    assert read_count("1٧") == 0
    assert read_day("٢٤.١١.٢٠٢٦", TODAY) is None
    assert read_day("24. März 2026", TODAY) == date(2026, 3, 24)
