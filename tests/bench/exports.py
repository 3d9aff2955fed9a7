"""A list of 100,000 rows as an Excel table, against the same as CSV, and what of memory either takes."""

import multiprocessing
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from app.core.values import Cents
from app.core.web.exports import KINDS, Column
from tests.bench.measure import in_turns, line

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
            grown = pool.apply(_memory_of, (kind,))
        verdict = "met" if grown <= 100 else "MISSED"
        yield f"{f'memory grown by 100,000 rows as {kind.upper()}':<62} {grown:8.1f} MB  (goal 100 MB: {verdict})"


def _memory_of(kind: str) -> float:
    """By how many megabytes the peak of this process rises while it writes."""
    before = _peak()
    write(kind)
    return (_peak() - before) / 1024


def _peak() -> int:
    """The most memory this process ever held, in kilobytes, without what it inherited from the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(each.split()[1]) for each in status.splitlines() if each.startswith("VmHWM"))
