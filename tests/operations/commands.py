"""Commands as an administrator types them: with a data folder of their own, in a process of their own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from app.main import main
from tests.core.workers import FORKING

ROOT = Path(__file__).parent.parent.parent
STARTS = [sys.executable, "-m", "app.main"]
"""The words before a command's own, where its whole process is looked at."""

MOST_SECONDS = 300


def environment(data: Path) -> dict[str, str]:
    """What the process is told: its data folder, and nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GENOKONTOR_")}
    return {**kept, "GENOKONTOR_DATA": str(data)}


def run(
    data: Path, *arguments: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end; what its process does before narrows what it may.

    It is forked from a process that has imported the application already, which takes longer than most commands.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = FORKING.Process(target=_type, args=(environment(data), arguments, out, err, before))
        process.start()
        process.join(MOST_SECONDS)
        assert process.exitcode is not None, f"still running: {arguments}"
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


def _type(
    told: Mapping[str, str], arguments: tuple[str, ...], out: Path, err: Path, before: Callable[[], None] | None
) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(told)
    for file, number in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    if before is not None:
        before()
    sys.exit(main(arguments))
