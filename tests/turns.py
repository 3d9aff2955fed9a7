"""What a test takes where a run has no time for all: one of both databases, and every second page axe at one width.

Two commits in a row take both databases, four every page at both widths.
"""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest

DATABASES = ("sqlite", "postgresql")
FIXTURES = frozenset({"installation", "empty_app", "migrated_app"})
"""Those that come on each database in turn."""

TURN = "GENOKONTOR_TEST_TURN"
"""In the environment of a run that takes turns: its number. Elsewhere each test takes both."""

UNTIL = "GENOKONTOR_TEST_UNTIL"
"""In the environment of such a run: when its time is over, by the clock that counts seconds since the machine began."""

LEFT = "left to the next run, for the time of this one is over"
"""Why a test was skipped that had not begun by then."""

ALWAYS_ON_BOTH = frozenset({"core", "hostile", "test_migrations.py"})
"""Rooms and files of what depends on the database itself: jobs and journal, hostile input, migrations."""

EVERY_FORM = frozenset({"hostile/test_bad_input_of_acts.py", "hostile/test_forms.py"})
"""Of hostile input what goes through all forms of the house: two minutes each for either database."""

TAKE_LONG = frozenset({
    "audits", "browser", "demo", "documents", "flows", "hostile", "reports", "test_access.py",
    "test_migrated.py", "test_migrations.py",
})  # fmt: skip
"""Rooms and files of tests that a core is busy with for minutes."""

TESTS = Path(__file__).parent


def of_this_commit() -> int:
    """The number of a run: that of the commits behind the tree, so that the next commit takes the other databases."""
    counted = ""
    with suppress(OSError):
        count = ["git", "rev-list", "--count", "HEAD"]
        counted = subprocess.run(count, cwd=TESTS, capture_output=True, text=True, check=False).stdout
    return int(counted or 0)


def this_run() -> int | None:
    """The number of a run that takes turns; None in one that takes everything."""
    number = os.environ.get(TURN)
    return None if number is None else int(number)


def is_over() -> bool:
    """Say whether the time of a run is over; one that takes no turns takes all the time it needs."""
    until = os.environ.get(UNTIL)
    return until is not None and time.monotonic() > float(until)


def place_of(room: str, turn: int | None) -> tuple[bool, int]:
    """Where a room's tests, or those of a file outside all rooms, stand in a run of this number.

    A run of everything begins with what takes long, so that no core is idle at the end while the other has minutes to
    go. One that takes turns may end before its tests do: the checks of the whole house come first, the rooms after
    them in another order each time, so that not always the same are left.
    """
    if turn is None:
        return room not in TAKE_LONG, 0
    return not room.endswith(".py"), crc32(repr((room, turn)).encode())


def is_due(item: pytest.Item, turn: int) -> bool:
    """Say whether a test is for this run; one that takes no database, or both always, is for each."""
    call = getattr(item, "callspec", None)
    database = next((call.params[each] for each in FIXTURES & call.params.keys()), None) if call else None
    path = item.path.relative_to(TESTS)
    if database not in DATABASES or (path.parts[0] in ALWAYS_ON_BOTH and path.as_posix() not in EVERY_FORM):
        return True
    assert call is not None
    return bool(chosen(turn, str(path), item.location[2].partition("[")[0], call.indices) == database)


def chosen(turn: int, path: str, name: str, values: Mapping[str, int]) -> str:
    """The database that a test takes in this run, by its file and name and which of its values it is given."""
    others = sorted((each, place) for each, place in values.items() if each not in FIXTURES)
    return DATABASES[(crc32(repr((path, name, others)).encode()) + turn) % len(DATABASES)]


def widths_for(address: str, both: Sequence[Mapping[str, int]]) -> Sequence[Mapping[str, int]]:
    """The widths at which axe looks at a page: both; by turns the one, none, the other and none, each path its own."""
    turn = this_run()
    if turn is None:
        return both
    width, rests = divmod((crc32(urlsplit(address).path.encode()) + turn) % (2 * len(both)), 2)
    return [] if rests else [both[width]]
