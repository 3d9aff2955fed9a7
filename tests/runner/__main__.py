"""Run every check, or with arguments only pytest with these, and sum up."""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests import turns
from tests.runner import outcome, plugin
from tests.runner.checks import PYTHON, TOOLS, Verdict, carry_out, carry_out_together
from tests.runner.summary import Summary

SECONDS_IN_CI = 79 * 60
"""How long tests are begun there: what goes before, and the longest test, take some minutes more."""

WHOLE_SUITE = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "tests"]


def run_tests(arguments: Sequence[str]) -> tuple[Verdict, outcome.Outcome]:
    """Run pytest; where nothing is named on the whole suite, a process for each core.

    CI ends a run after 90 minutes, which do not hold every test on both databases, and every page at both widths, on a
    slow machine: there each takes one of them, and with the next commit the other. What has not begun by the end of
    these minutes is left to the next run, too, and named.
    """
    if is_in_ci() and not arguments:
        os.environ[turns.TURN] = str(turns.of_this_commit())
        os.environ[turns.UNTIL] = str(time.monotonic() + SECONDS_IN_CI)
    # What tests start as processes of their own need not be compiled anew by each of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcome.json"
        report = ["-p", plugin.__name__, plugin.OPTION, str(path)]
        verdict = carry_out("pytest", [PYTHON, "-m", "pytest", *report, *(arguments or WHOLE_SUITE)])
        return verdict, outcome.read(path)


def is_in_ci() -> bool:
    """Say whether this is the run that decides on a change."""
    return os.environ.get("CI") == "true"


def main(arguments: Sequence[str]) -> int:
    """Give the exit code: 0 if nothing failed."""
    tools = [] if arguments else carry_out_together(TOOLS)
    verdict, tests = run_tests(arguments)
    summary = Summary(tools, verdict, tests, complete=is_in_ci(), by_turns=turns.this_run() is not None)
    for line in summary.lines():
        print(line)
    return int(summary.failed > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
