"""What the cells of a spreadsheet are, so that one can go on reckoning with them."""

from datetime import UTC, date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from app.core.web.exports import Column, write_xlsx

MOMENT = datetime(2026, 7, 14, 21, 30, tzinfo=UTC)


def cells_of(path: Path, *values: object) -> list[Any]:
    """The cells of a row with these values."""
    columns = [Column[Any](str(each), "Kopf", itemgetter(each)) for each in range(len(values))]
    write_xlsx(path, columns, [values])
    return list(load_workbook(path).worksheets[0][2])


def test_amounts_in_a_spreadsheet_are_shown_as_money_and_counts_as_they_are(tmp_path: Path) -> None:
    whole, cents, count = cells_of(tmp_path / "a.xlsx", 250000.0, 25000.01, 33)
    assert (whole.value, whole.number_format) == (250000, "#,##0.00")
    assert (cents.value, cents.number_format) == (25000.01, "#,##0.00")
    assert (count.value, count.number_format) == (33, "General")


def test_days_and_moments_in_a_spreadsheet_are_such_by_the_clock_of_the_house(tmp_path: Path) -> None:
    day, moment = cells_of(tmp_path / "b.xlsx", date(2026, 7, 14), MOMENT)
    assert (day.value, day.number_format) == (datetime(2026, 7, 14), "dd.mm.yyyy")
    assert (moment.value, moment.number_format) == (datetime(2026, 7, 14, 23, 30), "dd.mm.yyyy hh:mm")
