"""The checks of a run and how each is carried out."""

import subprocess
import sys
import time
from dataclasses import dataclass

PYTHON = sys.executable
LINT_IMPORTS = "import importlinter.cli as cli; cli.lint_imports_command()"
TOOLS = {
    "ruff": [PYTHON, "-m", "ruff", "check"],
    "mypy": [PYTHON, "-m", "mypy", "--strict", "app", "documents", "config.py", "tests"],
    "import-linter": [PYTHON, "-c", LINT_IMPORTS],
    "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates", "documents"],
}


@dataclass(frozen=True)
class Verdict:
    """How a check ended, with its program's exit code."""

    name: str
    exit_code: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Say whether all was well."""
        return self.exit_code == 0


def carry_out(name: str, command: list[str]) -> Verdict:
    """Run one check under a heading; at Ctrl-C wait for it to tidy up before the run ends."""
    print(f"\n── {name} " + "─" * (75 - len(name)), flush=True)
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        exit_code = process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    return Verdict(name, exit_code, time.monotonic() - started)
