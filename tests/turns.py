"""Which database a test takes where a run has the time for one: by turns, so that two runs in a row take both."""

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgresql")
FIXTURES = frozenset({"installation", "empty_app"})
"""Those that come on each database in turn."""

TURN = "GENOKONTOR_TEST_TURN"
"""In the environment of a run that takes one database for each test: its number. Elsewhere each test runs on both."""

ALWAYS_ON_BOTH = frozenset({"core", "flows", "hostile", "test_access.py", "test_migrations.py"})
"""Rooms and files of what depends on the database itself: jobs, races, deaths, hostile input, access, migrations."""

TESTS = Path(__file__).parent


def of_this_commit() -> int:
    """The number of a run: that of the commits behind the tree, so that the next commit takes the other databases."""
    counted = ""
    with suppress(OSError):
        count = ["git", "rev-list", "--count", "HEAD"]
        counted = subprocess.run(count, cwd=TESTS, capture_output=True, text=True, check=False).stdout
    return int(counted or 0)


def is_due(item: pytest.Item, turn: int) -> bool:
    """Say whether a test is for this run; one that takes no database, or both always, is for each."""
    call = getattr(item, "callspec", None)
    database = next((call.params[each] for each in FIXTURES & call.params.keys()), None) if call else None
    path = item.path.relative_to(TESTS)
    if database not in DATABASES or path.parts[0] in ALWAYS_ON_BOTH:
        return True
    assert call is not None
    return chosen(turn, str(path), item.location[2].partition("[")[0], call.indices) == database


def chosen(turn: int, path: str, name: str, values: Mapping[str, int]) -> str:
    """The database that a test takes in this run, by its file and name and which of its values it is given."""
    others = sorted((each, place) for each, place in values.items() if each not in FIXTURES)
    return DATABASES[(crc32(repr((path, name, others)).encode()) + turn) % len(DATABASES)]
