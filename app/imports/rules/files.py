"""Reading a list: CSV of any delimiter and encoding, or XLSX, into headings and rows of text."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.core.values import Refusal

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
"""Of a workbook, empty ones too: a small file can claim more than anybody can read."""
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
DELIMITERS = ";,\t|"
UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError, AttributeError, SyntaxError,
    EOFError, RuntimeError, zlib.error,
)
"""What the libraries raise over a broken workbook; faulty XML is a SyntaxError, an encrypted entry a RuntimeError."""

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Table:
    """A list as it was handed over: headings, no two alike, and rows of the same width; row 1 is the first below."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(content: bytes) -> Table:
    """Read a list, whatever program wrote it; refused in a plain sentence where it is none."""
    if len(content) > MAX_FILE_BYTES:
        raise Refusal("Die Datei ist größer als 20 MB. Teilen Sie die Liste.")
    lines = _workbook_lines(content) if content[:4] == b"PK\x03\x04" else _csv_lines(content)
    filled = [line for line in lines if any(cell.strip() for cell in line)]
    if len(filled) < 2:
        raise Refusal("In der Datei stehen keine Zeilen unter einer Überschriftenzeile.")
    if len(filled) > MAX_ROWS + 1:
        raise Refusal("Die Liste hat mehr als {rows} Zeilen. Teilen Sie sie.", rows=MAX_ROWS)
    headings = _told_apart([cell.strip() for cell in filled[0]])
    width = len(headings)
    return Table(headings, tuple(_of_width(line, width) for line in filled[1:]))


def _told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Number headings that stand there before, so that each names one column: `Datum`, `Datum (2)`."""
    told: list[str] = []
    for heading in headings:
        again = (f"{heading} ({number})".strip() for number in count(2))
        told.append(heading if heading not in told else next(each for each in again if each not in told))
    return tuple(told)


def _of_width(line: Sequence[str], width: int) -> tuple[str, ...]:
    cells = [cell.strip() for cell in line[:width]]
    return tuple(cells + [""] * (width - len(cells)))


def _csv_lines(content: bytes) -> list[list[str]]:
    text = decoded(content)
    if "\x00" in text:
        raise Refusal("Diese Datei ist keine Liste. Erlaubt sind CSV und XLSX.")
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error as fault:
        raise Refusal("Diese Datei lässt sich nicht als CSV lesen. Speichern Sie sie neu als CSV oder XLSX.") from fault


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 with BOM, or else the old Windows encoding CP1252."""
    encoding = next((name for mark, name in BOMS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first lines into the most columns, and into the same number in each."""

    def worth(delimiter: str) -> tuple[int, int]:
        start = io.StringIO(text[:20_000], newline="")
        widths = [len(row) for row in csv.reader(start, delimiter=delimiter) if row][:20]
        same = sum(width == widths[0] for width in widths) if widths else 0
        return (same * (widths[0] > 1), widths[0]) if widths else (0, 0)

    return max(DELIMITERS, key=worth)


def _workbook_lines(content: bytes) -> list[list[str]]:
    """The first sheet of a workbook; what a zip bomb would unpack to is looked at before."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise Refusal("Diese Arbeitsmappe ist entpackt zu groß. Speichern Sie nur das Blatt mit der Liste.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        width = min(sheet.max_column or MAX_COLUMNS, MAX_COLUMNS)
        rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2, max_col=width)
        return list(_bounded(rows))
    except UNREADABLE as fault:
        raise Refusal("Diese Datei ist keine lesbare XLSX-Arbeitsmappe.") from fault


def _bounded(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    read = 0
    for row in rows:
        read += len(row)
        if read > MAX_CELLS:
            raise Refusal("Das Blatt ist zu groß. Löschen Sie leere Spalten und Zeilen am Rand und speichern Sie neu.")
        yield list(_texts(row))


def _texts(row: Sequence[object]) -> Iterator[str]:
    for cell in row:
        if cell is None:
            yield ""
        elif isinstance(cell, datetime | date):
            yield f"{cell:%d.%m.%Y}"
        elif isinstance(cell, float):
            yield str(int(cell)) if cell.is_integer() else f"{cell:.2f}".replace(".", ",")
        else:
            yield str(cell)
