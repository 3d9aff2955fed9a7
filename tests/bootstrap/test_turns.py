"""Where a run has the time for one database, two runs in a row take both for every test."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.turns import (
    DATABASES,
    LEFT,
    TESTS,
    TURN,
    UNTIL,
    chosen,
    is_due,
    is_over,
    of_this_commit,
    place_of,
    widths_for,
)


def an_item(path: str, **params: object) -> pytest.Item:
    """A test of a file, with what it is given."""
    indices = {name: DATABASES.index(str(value)) if value in DATABASES else 0 for name, value in params.items()}
    call: Any = SimpleNamespace(params=params, indices=indices)
    item = SimpleNamespace(path=TESTS / path, location=(path, 1, f"test_it[{params}]"), callspec=call)
    return cast("pytest.Item", item)


@pytest.mark.parametrize("turn", [0, 1, 4711])
def test_a_test_of_the_database_takes_one_in_a_run_and_the_other_in_the_next(turn: int) -> None:
    for number in range(20):
        tests = [an_item("dues/test_runs.py", installation=each, other=number) for each in DATABASES]
        now, next_time = ([is_due(each, run) for each in tests] for run in (turn, turn + 1))
        assert sorted(now) == [False, True]
        assert next_time == [not each for each in now]


def test_the_tests_of_a_file_are_not_all_on_one_database() -> None:
    found = {chosen(7, "dues/test_runs.py", f"test_{number}", {}) for number in range(20)}
    assert found == {*DATABASES}


def test_what_depends_on_the_database_itself_takes_both_in_every_run() -> None:
    for path in ("core/test_jobs.py", "test_migrations.py", "hostile/test_injection.py"):
        assert all(is_due(an_item(path, installation=each), run) for each in DATABASES for run in (1, 2))
    forms = [an_item("hostile/test_forms.py", installation=each) for each in DATABASES]
    assert [sum(is_due(each, run) for each in forms) for run in (1, 2)] == [1, 1]


def test_what_takes_no_database_is_for_every_run() -> None:
    assert all(is_due(an_item("dues/test_rules.py", amount="5"), run) for run in (1, 2))
    bare: Any = SimpleNamespace(path=TESTS / "test_house.py", location=("", 1, "test_it"))
    assert is_due(bare, 1)


def test_in_four_runs_axe_looks_at_each_page_at_both_widths_and_at_half_of_the_pages_in_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = ({"width": 1280}, {"width": 360})
    pages = [f"http://127.0.0.1:5000/mitglieder/{number}?sort=name" for number in range(40)]
    looks = []
    for run in range(4):
        monkeypatch.setenv(TURN, str(run))
        looks.append([list(widths_for(page, both)) for page in pages])
    for of_page in zip(*looks, strict=True):
        assert sorted(size["width"] for of_run in of_page for size in of_run) == [360, 1280]
    assert all(10 <= sum(map(len, in_run)) <= 30 for in_run in looks)
    monkeypatch.delenv(TURN)
    assert widths_for(pages[0], both) == both


def test_time_is_over_only_where_a_run_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(UNTIL, raising=False)
    assert not is_over()
    monkeypatch.setenv(UNTIL, str(time.monotonic() + 3600))
    assert not is_over()
    monkeypatch.setenv(UNTIL, str(time.monotonic() - 1))
    assert is_over()


def test_not_always_the_same_rooms_come_last() -> None:
    rooms = ["dues", "minutes", "shares", "transfers", "voting"]
    last = {max(rooms, key=lambda room: place_of(room, run)) for run in range(40)}
    assert last == {*rooms}
    assert min([*rooms, "test_house.py"], key=lambda room: place_of(room, 7)) == "test_house.py"


def test_a_run_of_everything_begins_with_what_takes_long() -> None:
    rooms = ["dues", "browser", "minutes", "test_house.py"]
    assert sorted(rooms, key=lambda room: place_of(room, None)) == ["browser", "dues", "minutes", "test_house.py"]


def test_once_the_time_is_over_no_test_is_begun_and_each_is_named(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", "tests/bootstrap/test_packages.py"]
    told = {**os.environ, UNTIL: "0"}
    ended = subprocess.run(words, cwd=TESTS.parent, env=told, capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert LEFT in ended.stdout
    assert " passed" not in ended.stdout


def test_a_run_has_the_number_of_the_commits_behind_it() -> None:
    assert of_this_commit() >= (1 if (Path(TESTS).parent / ".git").exists() else 0)
