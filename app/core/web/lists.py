"""Lists: searched, sorted, filtered, paged and exported, with their state in the address."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import xlsxwriter
from flask import Response, request

from app.core.web import reading
from app.core.web.pages import download

PAGE_SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a list: its key in the address, its heading, and how a row's value is read for export."""

    key: str
    heading: str
    value: Callable[[Row], object]
    is_sortable: bool = True
    is_number: bool = False


@dataclass
class Listing(Generic[Row]):
    """What a list page shows: the rows of one page, how many there are in all, and the state behind them.

    A view makes it from the address (`Listing.of_request`), hands `query`, `filters`, `sort`, `descending`, `offset`
    and `limit` to the room's query, and sets `rows` and `total`.
    """

    sort: str
    descending: bool = False
    query: str = ""
    page: int = 1
    filters: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    total: int = 0
    page_size: int = PAGE_SIZE

    @classmethod
    def of_request(cls, sorts: Sequence[str], filters: Iterable[str] = ()) -> "Listing[Any]":
        """Read the list's state from the address; anything unknown falls back to the first sort and page one."""
        sort = request.args.get("sort", sorts[0])
        descending = sort.startswith("-")
        key = sort.removeprefix("-")
        chosen = {name: request.args[name].strip()[:100] for name in filters if request.args.get(name, "").strip()}
        return cls(
            sort=key if key in sorts else sorts[0],
            descending=descending and key in sorts,
            query=request.args.get("q", "").strip()[:100],
            page=max(1, min(request.args.get("page", 1, type=int) or 1, 1_000_000)),
            filters=chosen,
        )

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.page_size

    @property
    def limit(self) -> int:
        """Rows of a page."""
        return self.page_size

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // self.page_size))

    @property
    def first(self) -> int:
        """Number of the first row shown."""
        return self.offset + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.offset + len(self.rows)

    def url(self, **changes: object) -> str:
        """The address of this list with changes; a value of None leaves the part out. Page one unless named."""
        order = ("-" if self.descending else "") + self.sort
        state: dict[str, object] = {**self.filters, "q": self.query, "sort": order}
        state.update(changes)
        return "?" + urlencode({key: value for key, value in state.items() if value not in (None, "")})

    def sort_url(self, key: str) -> str:
        """The address that sorts by a column, or turns the order where it is sorted by already."""
        turned = key == self.sort and not self.descending
        return self.url(sort=("-" if turned else "") + key)

    def aria_sort(self, key: str) -> str:
        """Value of `aria-sort` for a column's head."""
        return ("descending" if self.descending else "ascending") if key == self.sort else "none"


def wanted_export() -> str | None:
    """Which export the address asks for: `csv`, `xlsx`, or none."""
    wanted = request.args.get("format")
    return wanted if wanted in ("csv", "xlsx") else None


def export(kind: str, name: str, columns: Sequence[Column[Any]], rows: Iterable[Any]) -> Response:
    """The rows of a list as a file, exactly the filtered set; text is never taken for a formula."""
    table = [[column.value(row) for column in columns] for row in rows]
    heads = [column.heading for column in columns]
    content, mimetype = (_xlsx(heads, table), _XLSX) if kind == "xlsx" else (_csv(heads, table), _CSV)
    return download(content, f"{name}.{kind}", mimetype, inline=False)


_BEGINS_A_FORMULA = "=+-@\t\r\n＝＋－＠"
_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd.mm.yyyy",
}


def _csv(heads: Sequence[str], table: Iterable[Sequence[object]]) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(heads)
    writer.writerows([_csv_cell(cell) for cell in row] for row in table)
    return target.getvalue().encode("utf-8-sig")


def _csv_cell(cell: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula is defused by an apostrophe."""
    if isinstance(cell, datetime):
        return reading.moment(cell)
    if isinstance(cell, date):
        return reading.day(cell)
    text = "" if cell is None else str(cell)
    return "'" + text if text and text[0] in _BEGINS_A_FORMULA and not isinstance(cell, (int, float)) else text


def _xlsx(heads: Sequence[str], table: Iterable[Sequence[object]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _SAFE) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(table, start=1):
            for position, cell in enumerate(row):
                _write_cell(sheet, number, position, cell)
        sheet.autofit()
    return target.getvalue()


def _write_cell(sheet: Any, number: int, position: int, cell: object) -> None:
    if isinstance(cell, datetime):
        sheet.write_string(number, position, reading.moment(cell))
    elif isinstance(cell, date):
        sheet.write_datetime(number, position, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
    elif isinstance(cell, (int, float)):
        sheet.write_number(number, position, cell)
    else:
        sheet.write_string(number, position, "" if cell is None else str(cell))
