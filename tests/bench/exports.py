"""A list of 100,000 rows as an Excel table, against the same as CSV, and what of memory either takes.

First rows that are made one by one; then the register itself, as its page hands it to a worker, from either database.
"""

import csv
import gc
import multiprocessing
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.core.db import db, transaction
from app.core.values import Cents
from app.core.web.exports import KINDS, Column
from app.main import create_app
from app.reports.views.register import as_sheet
from tests import postgres
from tests.bench.ledger import fill
from tests.bench.measure import in_turns, installation, line, verdict
from tests.conftest import new_postgres_database, settings_for
from tests.shares.factories import a_house

ROWS = 100_000
Row = tuple[int, str, str, date, int, Cents]
COLUMNS = [
    Column[Row]("number", "Nr.", lambda row: row[0]),
    Column[Row]("name", "Mitglied", lambda row: row[1]),
    Column[Row]("place", "Sitz oder Ort", lambda row: row[2]),
    Column[Row]("joined", "Beitritt", lambda row: row[3]),
    Column[Row]("shares", "Anteile", lambda row: row[4]),
    Column[Row]("paid_in", "Eingezahlt in €", lambda row: row[5] / 100),
    Column[Row]("left", "Ende", lambda _row: None),
    Column[Row]("class", "Mitgliedschaft", lambda _row: "ordentlich"),
]
BEGIN = date(2006, 1, 1)


def rows() -> Iterator[Row]:
    """Members that are made one by one, as a database gives them."""
    for number in range(1, ROWS + 1):
        joined = BEGIN + timedelta(days=number % 7000)
        yield number, f"Betrieb {number} Morgenau GmbH", "Morgenau", joined, 1 + number % 20, 50_000 * (1 + number % 20)


def write(kind: str) -> None:
    """Write the list to a file that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="genokontor-bench-") as folder:
        KINDS[kind](Path(folder) / "list", COLUMNS, rows())


def run(rounds: int = 3) -> Iterator[str]:
    """Time both in turns; measure memory each in a process of its own, for a process never gives its peak back."""
    taken = in_turns(rounds, csv=lambda: write("csv"), xlsx=lambda: write("xlsx"))
    yield line("100,000 rows as XLSX / as CSV", taken["xlsx"], taken["csv"], 25)
    for kind in KINDS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            yield _grown(f"100,000 rows as {kind.upper()}", pool.apply(_memory_of, (kind,)))
    with installation() as app:
        yield from _of_the_register(app)
    with postgres.cluster() as server, installation(new_postgres_database(server, "genokontor_bench")) as app:
        yield from _of_the_register(app)


def _of_the_register(app: Flask) -> Iterator[str]:
    """Read and written whole, against the same as CSV, and against its cells written by csv alone, read already."""
    with db.engine.begin() as connection:
        fill(connection, ROWS)
    with transaction() as session:
        a_house(session)
    dialect = db.engine.dialect.name
    if dialect == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    cells = _cells(app)
    taken = in_turns(
        1, csv=lambda: write_register(app, "csv"), xlsx=lambda: write_register(app, "xlsx"),
        bare=lambda: _write_bare(cells),
    )
    yield line(f"register of {ROWS:,} as XLSX / as CSV, {dialect}", taken["xlsx"], taken["csv"], 25)
    yield line("the same / its cells by csv alone", taken["xlsx"], taken["bare"], 25)
    settings = app.config["GENOKONTOR"]
    for kind in KINDS:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            grown = pool.apply(_memory_of_register, (kind, str(settings.data), settings.database_url))
        yield _grown(f"the register as {kind.upper()}, {dialect}", grown)


def write_register(app: Flask, kind: str) -> None:
    """Read the register as a worker does, and write it to a file that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="genokontor-bench-") as folder, app.test_request_context("/"):
        sheet = as_sheet()
        assert sheet.total == ROWS
        KINDS[kind](Path(folder) / "list", sheet.columns, sheet.rows())
        db.session.remove()


def _cells(app: Flask) -> Sequence[Sequence[object]]:
    with app.test_request_context("/"):
        sheet = as_sheet()
        return [[column.value(row) for column in sheet.columns] for row in sheet.rows()]


def _write_bare(cells: Sequence[Sequence[object]]) -> None:
    with tempfile.TemporaryFile("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=";").writerows(cells)


def _grown(what: str, grown: float) -> str:
    return f"{f'memory grown by {what}':<62} {grown:8.1f} MB  (goal 100 MB: {verdict(grown <= 100)})"


def _memory_of(kind: str) -> float:
    """By how many megabytes the peak of this process rises while it writes."""
    before = _peak()
    write(kind)
    return (_peak() - before) / 1024


def _memory_of_register(kind: str, data: str, database: str) -> float:
    """The same of the register, in a process that has just opened the house."""
    app = create_app(settings_for(Path(data), database))
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        gc.collect()
        before = _peak()
        write_register(app, kind)
        return (_peak() - before) / 1024


def _peak() -> int:
    """The most memory this process ever held, in kilobytes, without what it inherited from the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(each.split()[1]) for each in status.splitlines() if each.startswith("VmHWM"))
