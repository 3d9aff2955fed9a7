"""Lists in many shapes give what is true of them: by the command, and by the register and ledgers afterwards."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.reports import queries as reports
from app.reports.rules import sums_of
from tests.imports.test_commands import a_file, run
from tests.imports.variants import SHAPES, Row, Shape, rows_of, truth_of, written

DAYS = (date(2010, 6, 30), date(2019, 12, 31), date(2020, 1, 1), date(2025, 12, 31))


def words_for(shape: Shape, rows: list[Row], folder: Path) -> list[str]:
    """What is typed behind `import` for a list in this shape."""
    words = [a_file(folder, written(rows, shape), "liste.xlsx"), "--share-amount", "500", "--json"]
    if shape.columns:
        words += ["--map", a_file(folder, "\ufeff" + json.dumps(shape.columns), "map.json")]
    return words


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_list_of_any_shape_gives_its_truth(
    session: Session, capsys: pytest.CaptureFixture[str], tmp_path: Path, shape: Shape, seed: int
) -> None:
    rows = rows_of(seed)
    assert run(*words_for(shape, rows, tmp_path), "--dry-run") == 0
    found, truth = json.loads(capsys.readouterr().out), truth_of(rows, DAYS)
    del found["notes_by_data_row"], found["said_by_data_row"]
    found["register_on"] = {day: found["register_on"][day] for day in truth["register_on"]}
    assert found == truth


def test_the_register_agrees_with_the_list_around_every_change(session: Session, tmp_path: Path) -> None:
    """Before, at and after each day on which somebody joins or leaves: an exit counts from the day after (R-REG-06)."""
    rows = rows_of(4)
    assert run(*words_for(SHAPES[0], rows, tmp_path)) == 0
    session.rollback()
    changes = {day for row in rows for day in (row.joined_on, row.left_on) if isinstance(day, date)}
    days = sorted({day + timedelta(days=shift) for day in changes for shift in (-1, 0, 1)})
    truth = truth_of(rows, days)["register_on"]
    for day in days:
        sums = sums_of(reports.register_on(session, day), day)
        paid_in = f"{sums.paid_in // 100}.{sums.paid_in % 100:02d}"
        found = {"members": sums.members, "shares": sums.shares, "paid_in": paid_in}
        assert (day, found) == (day, truth[day.isoformat()])
