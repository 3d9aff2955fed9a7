"""Lists as files, written row by row: short ones at once, long ones by a job that reads the same address again.

A list that can be long is handed in by main as a function that reads the address of the request and gives the list as
a `Sheet`. The view asks it for a short file; for a long one the worker does, in a request of its own, so that both
write exactly what the page shows.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import xlsxwriter
from flask import Flask, Response, current_app, request
from sqlalchemy.orm import Session

from app.core import files, horizon, jobs
from app.core.formats import defused, local
from app.core.horizon import Horizon
from app.core.jobs import EXPORT_JOB, Handler, Hopeless, Job
from app.core.values import Refusal
from app.core.web import reading
from app.core.web.pages import download

AT_ONCE = 5_000
"""Rows of a list that are written while somebody waits; more are a job."""
TOLD_EVERY = 500

Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a list: its key in the address, its heading, and how a row's value is read for export."""

    key: str
    heading: str
    value: Callable[[Row], object]
    is_sortable: bool = True
    is_number: bool = False


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """A list as a file: what it is called, its columns, how many rows it has, and how they are read, one by one."""

    name: str
    columns: Sequence[Column[Row]]
    total: int
    rows: Callable[[], Iterable[Row]]


Maker = Callable[[], Sheet[Any]]
"""Reads the address of the request and gives its list."""


def mimetype_of(name: str) -> str:
    """What a browser is told about a file of this name."""
    return MIMETYPES.get(name.rpartition(".")[2], "application/octet-stream")


def hand_in(app: Flask, lists: Mapping[str, Maker]) -> None:
    """Name the lists that may be long, each by the endpoint of its page."""
    app.extensions["long lists"] = lists


def wanted_export() -> str | None:
    """Which export the address asks for: `csv`, `xlsx`, or none."""
    wanted = request.args.get("format")
    return wanted if wanted in KINDS else None


def export(kind: str, name: str, columns: Sequence[Column[Any]], rows: Iterable[Any]) -> Response:
    """The rows of a list as a file, exactly the filtered set; text is never taken for a formula."""
    with tempfile.TemporaryDirectory(prefix="genokontor-") as folder:
        path = Path(folder) / "list"
        KINDS[kind](path, columns, rows)
        return download(path.read_bytes(), f"{name}.{kind}", MIMETYPES[kind], inline=False)


def give(kind: str, sheet: Sheet[Any]) -> Response:
    """A list that may be long as a file; Refusal where it is, for then a job writes it."""
    if sheet.total > AT_ONCE:
        raise Refusal(
            "Diese Liste ist zu lang, um sie sofort auszugeben. Gehen Sie zurück und geben Sie sie dort "
            "als Auftrag aus."
        )
    return export(kind, sheet.name, sheet.columns, sheet.rows())


# --- by a job ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A long list somebody asked for: the endpoint of its page, the address behind it, kind of file, language.

    `until` says how far who asked reads on that page; empty where everything is read.
    """

    page: str
    query: str
    kind: str
    locale: str
    until: str = ""

    def as_text(self) -> str:
        """As the job keeps it."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class _Written:
    """The file that came of it."""

    job_id: int
    sha256: str
    name: str


def asked_of(job: Job) -> Asked:
    """What a job of this kind is asked for."""
    return Asked(**json.loads(job.asked))


def _begin(session: Session, reference: str, _now: datetime) -> tuple[int, Asked]:
    job = jobs.job_of(session, reference)
    return job.id, asked_of(job)


def _work(order: object) -> _Written:
    """Read the list as its page does, as far and in the language of who asked, and write it past any transaction."""
    assert isinstance(order, tuple)
    job_id, asked = order
    headers = {"Accept-Language": asked.locale}
    with (
        current_app.app_context(), current_app.test_request_context(query_string=asked.query, headers=headers),
        horizon.within(Horizon.of_text(asked.until)),
    ):  # fmt: skip
        sheet: Sheet[Any] = current_app.extensions["long lists"][asked.page]()
        if sheet.total >= MOST_ROWS[asked.kind]:
            raise Hopeless("Eine Excel-Tabelle fasst so viele Zeilen nicht; geben Sie die Liste als CSV aus.")
        rows = _counted(sheet.rows(), sheet.total)
        sha256 = files.put_written(lambda path: KINDS[asked.kind](path, sheet.columns, rows))
        return _Written(job_id, sha256, f"{sheet.name}.{asked.kind}")


def _counted(rows: Iterable[Row], total: int) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number % TOLD_EVERY == 0:
            jobs.tell(number, max(number, total))
        yield row


def _finish(session: Session, _reference: str, written: object, now: datetime) -> None:
    assert isinstance(written, _Written)
    jobs.keep_result(session, session.get_one(Job, written.job_id), written.sha256, written.name, now)


HANDLERS: dict[str, Handler] = {EXPORT_JOB: Handler(begin=_begin, work=_work, finish=_finish)}


# --- writing ----------------------------------------------------------------------------------------------------------

_WIDTH_FROM, _WIDEST = 200, 60
"""A column is as wide as its widest cell in so many rows, up to so many signs."""


def write_csv(path: Path, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
    """Write a list as CSV, one row in memory at a time."""
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow([column.heading for column in columns])
        writer.writerows([csv_cell(column.value(row)) for column in columns] for row in rows)


def csv_cell(cell: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula is defused by an apostrophe.

    Euros are written as a German spreadsheet reads them: the file is for one, by its semicolons.
    """
    if isinstance(cell, date):
        return _day_or_moment(cell)
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",")
    text = "" if cell is None else str(cell)
    return text if isinstance(cell, int) else defused(text)


def _day_or_moment(cell: date) -> str:
    return reading.moment(cell) if isinstance(cell, datetime) else reading.day(cell)


def write_xlsx(path: Path, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
    """Write a list as an Excel table; rows go to a file beside it at once, so that none stays in memory."""
    plain = {
        "constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False, "strings_to_urls": False,
        "default_date_format": "dd.mm.yyyy",
    }
    with xlsxwriter.Workbook(str(path), plain) as book:
        sheet = book.add_worksheet()
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        cells = ([column.value(row) for column in columns] for row in rows)
        first = list(islice(cells, _WIDTH_FROM))
        for position, column in enumerate(columns):
            widest = max(len(_shown(cell)) for cell in [column.heading, *(row[position] for row in first)])
            sheet.set_column(position, position, min(widest, _WIDEST) + 2)
        sheet.write_row(0, 0, [column.heading for column in columns], book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(chain(first, cells), start=1):
            for position, cell in enumerate(row):
                _write_cell(sheet, number, position, cell, formats)


_FORMATS: Mapping[type, str] = {float: "#,##0.00", datetime: "dd.mm.yyyy hh:mm"}
"""How a spreadsheet shows euros, and moments of the cooperative's clock."""


def _shown(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return _day_or_moment(cell) if isinstance(cell, date) else "" if cell is None else str(cell)


def _write_cell(sheet: Any, number: int, position: int, cell: object, formats: Mapping[type, Any]) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(number, position, local(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(number, position, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
    elif isinstance(cell, (int, float)):
        sheet.write_number(number, position, cell, formats.get(type(cell)))
    else:
        sheet.write_string(number, position, _shown(cell))


Write = Callable[[Path, Sequence[Column[Any]], Iterable[Any]], None]
KINDS: Mapping[str, Write] = {"csv": write_csv, "xlsx": write_xlsx}
MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = {"csv": 100_000_000, "xlsx": 1_048_576}
