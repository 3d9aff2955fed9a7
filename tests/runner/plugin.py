"""pytest's side of the runner: writes each test's verdict and each skip's reason to a file."""

from pathlib import Path

import pytest

from tests.runner.outcome import Outcome

OPTION = "--outcome-file"


class Recorder:
    """Listens to a test run and keeps its outcome."""

    def __init__(self, path: Path) -> None:
        """Keep the outcome for the file at this path."""
        self.path = path
        self.outcome = Outcome()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note the files that cannot be read or skip themselves as a whole."""
        if report.outcome != "passed":
            self.outcome.note(report.nodeid, report.outcome, reason_of(report))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note each stage of each test."""
        self.outcome.note(report.nodeid, report.outcome, reason_of(report))

    def pytest_sessionfinish(self) -> None:
        """Leave the outcome behind, also after an interruption."""
        self.outcome.write(self.path)


def reason_of(report: pytest.CollectReport | pytest.TestReport) -> str:
    """Say why something was skipped, in the words given to ``pytest.skip``; an expected failure counts as a skip."""
    expected: str | None = getattr(report, "wasxfail", None)
    if expected is not None:
        return f"expected to fail: {expected}"
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return ""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the path of the file."""
    parser.addoption(OPTION, type=Path, help="where the runner reads the outcome")


def pytest_configure(config: pytest.Config) -> None:
    """Listen if there is somebody to tell; of several processes, only the one that hands out the tests."""
    path: Path | None = config.getoption(OPTION)
    if path and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(path))
