"""Reading a list: CSV of any delimiter and encoding, or XLSX, into headings and rows of text."""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, islice

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from app.core.formats import count as grouped
from app.core.values import German, Refusal

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_NAME = 120
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
"""Of a list, empty ones too: a small file can claim more than anybody can read."""
MAX_CELL = 10_000
"""Characters; what is longer is no cell of a list of members but a mark of quotation that nobody closed."""
ENDLESS = German("Eine Angabe der Liste nimmt kein Ende. Suchen Sie ein Anführungszeichen, das allein steht.")
MAX_UNPACKED_BYTES = 120 * 1024 * 1024
MAX_BESIDE_BYTES = 40 * 1024 * 1024
"""Of a workbook, what lies beside its sheets (shared texts, styles): it is read at one go."""
MAX_TITLE_LINES = 10
DELIMITERS = ";,\t|^~:#"
UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError, AttributeError, SyntaxError,
    EOFError, RuntimeError, zlib.error,
)
"""What the libraries raise over a broken workbook; faulty XML is a SyntaxError, an encrypted entry a RuntimeError."""

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u00ad\x7f"), None) | {
    code: None for code in range(32) if chr(code) not in "\t\n\r"
}
"""Signs that nobody sees and that keep two names apart."""


@dataclass(frozen=True)
class Table:
    """A list as it was handed over: headings, no two alike, and rows of the same width; row 1 is the first below."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown_name(filename: str) -> str:
    """A file's name as it is shown and kept: without folders, signs of control or direction, and not endless."""
    last = re.split(r"[/\\]", filename)[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return kept[-MAX_NAME:].strip() or "Liste"


def read_table(content: bytes) -> Table:
    """Read a list, whatever program wrote it; refused in a plain sentence where it is none."""
    check_size(len(content))
    lines = _workbook_lines(content) if content[:4] == b"PK\x03\x04" else _csv_lines(content)
    filled = _without_titles([line for line in lines if any(line)])
    if len(filled) < 2:
        raise Refusal("In der Datei stehen keine Zeilen unter einer Überschriftenzeile.")
    if len(filled) > MAX_ROWS + 1:
        raise Refusal("Die Liste hat mehr als {rows} Zeilen. Teilen Sie sie.", rows=grouped(MAX_ROWS))
    headings = _told_apart(filled[0])
    width = len(headings)
    return Table(headings, tuple(_of_width(line, width) for line in filled[1:]))


def check_size(number_of_bytes: int) -> None:
    """Refuse a file larger than a list may be, before it is read."""
    if number_of_bytes > MAX_FILE_BYTES:
        raise Refusal("Die Datei ist größer als 20 MB. Teilen Sie die Liste.")


def _without_titles(lines: list[list[str]]) -> list[list[str]]:
    """Leave out what stands above the headings, such as title and day of the list: a few lines of one or two cells."""
    is_wide = (sum(map(bool, line)) > 2 for line in lines[:MAX_TITLE_LINES])
    return lines[next((index for index, wide in enumerate(is_wide) if wide), 0) :]


def _told_apart(headings: Sequence[str]) -> tuple[str, ...]:
    """Number headings that stand there before, so that each names one column: `Datum`, `Datum (2)`."""
    told: list[str] = []
    for heading in headings:
        again = (f"{heading} ({number})".strip() for number in count(2))
        told.append(heading if heading not in told else next(each for each in again if each not in told))
    return tuple(told)


def _of_width(line: Sequence[str], width: int) -> tuple[str, ...]:
    return (*line[:width], *[""] * (width - len(line)))


def _csv_lines(content: bytes) -> list[list[str]]:
    text = unicodedata.normalize("NFC", decoded(content).removeprefix("\ufeff"))
    if "\x00" in text:
        raise Refusal("Diese Datei ist keine Liste. Erlaubt sind CSV und XLSX.")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    told = re.match(r"sep=(.)\r?\n", text)
    text = (text[told.end() :] if told else text).translate(_INVISIBLE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else delimiter_of(text))
    try:
        return list(_bounded(reader))
    except csv.Error as fault:
        raise Refusal(ENDLESS) from fault


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 (with or without BOM), UTF-16 or -32, or else the old Windows encoding CP1252."""
    encoding = next((name for mark, name in BOMS if content.startswith(mark)), None) or _unmarked(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unmarked(content: bytes) -> str:
    """The encoding of a text without a mark: UTF-16 has a zero beside each plain letter."""
    start = content[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > len(start) // 4 else "utf-8"


def delimiter_of(text: str) -> str:
    """The delimiter that splits the first lines into the most columns, and into the same number in each."""

    def worth(delimiter: str) -> int:
        rows = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        widths = [len(row) for row in islice((row for row in rows if row), 20)]
        return max((widths.count(width) * (width - 1) for width in set(widths)), default=0)

    return max(DELIMITERS, key=worth)


def _workbook_lines(content: bytes) -> list[list[str]]:
    """The first sheet of a workbook that holds a list; what a zip bomb would unpack to is looked at before."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_unpacked(archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = (list(_bounded(map(_texts, _rows_of(sheet)))) for sheet in book.worksheets)
        return next((lines for lines in sheets if sum(map(any, lines)) > 1), [])
    except UNREADABLE as fault:
        raise Refusal("Diese Datei ist keine lesbare XLSX-Arbeitsmappe.") from fault


def _check_unpacked(archive: zipfile.ZipFile) -> None:
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    beside = sum(size for name, size in sizes.items() if not name.startswith("xl/worksheets/"))
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or beside > MAX_BESIDE_BYTES:
        raise Refusal("Diese Arbeitsmappe ist entpackt zu groß. Speichern Sie nur das Blatt mit der Liste.")


def _rows_of(sheet: Worksheet) -> Iterator[tuple[object, ...]]:
    width = min(sheet.max_column or MAX_COLUMNS, MAX_COLUMNS)
    return sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2, max_col=width)


def _bounded(lines: Iterable[Iterable[str]]) -> Iterator[list[str]]:
    """Lines of cells without space around or line breaks within; refused where they are more than a list holds."""
    read = 0
    for line in lines:
        cells = [" ".join(cell.split()) for cell in line]
        read += len(cells)
        if read > MAX_CELLS:
            raise Refusal("Die Liste ist zu groß. Löschen Sie leere Spalten und Zeilen am Rand, oder teilen Sie sie.")
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Refusal("Die Liste hat mehr als {columns} Spalten.", columns=MAX_COLUMNS)
        if any(len(cell) > MAX_CELL for cell in cells):
            raise Refusal(ENDLESS)
        yield cells


def _texts(row: Sequence[object]) -> Iterator[str]:
    for cell in row:
        if cell is None:
            yield ""
        elif isinstance(cell, datetime | date):
            yield f"{cell:%d.%m.%Y}"
        elif isinstance(cell, float):
            yield str(int(cell)) if cell.is_integer() else f"{cell:.2f}".replace(".", ",")
        else:
            yield unicodedata.normalize("NFC", str(cell))
