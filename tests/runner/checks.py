"""The checks of a run and how each is carried out."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
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
    _head(name)
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        exit_code = process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    return Verdict(name, exit_code, time.monotonic() - started)


def carry_out_together(commands: Mapping[str, list[str]]) -> list[Verdict]:
    """Run checks that only read, one on each core; what each said follows under its heading, in their order."""
    verdicts = []
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        for running in [cores.submit(_listen_to, name, command) for name, command in commands.items()]:
            verdict, said = running.result()
            _head(verdict.name)
            print(said, end="", flush=True)
            verdicts.append(verdict)
    return verdicts


def _listen_to(name: str, command: list[str]) -> tuple[Verdict, str]:
    started = time.monotonic()
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Verdict(name, done.returncode, time.monotonic() - started), done.stdout


def _head(name: str) -> None:
    print(f"\n── {name} " + "─" * (75 - len(name)), flush=True)
