"""The end of a run: each check's verdict, what was not run, and the closing line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests import turns
from tests.runner.checks import Verdict
from tests.runner.outcome import Outcome

NAMES_SHOWN = 5


@dataclass(frozen=True)
class Summary:
    """All that a run found; in a complete run (CI=true) a check not run has failed."""

    tools: Sequence[Verdict]
    pytest: Verdict
    outcome: Outcome
    complete: bool
    by_turns: bool = False
    """Whether each test took one of both databases or widths, and takes the other with the next commit."""

    @property
    def not_run(self) -> dict[str, list[str]]:
        """Give the tests that a missing tool kept from running, by reason."""
        return self.outcome.skipped_for(want=True)

    @property
    def passed(self) -> int:
        """Count what passed, each tool as one."""
        return self.outcome.count("passed") + sum(tool.passed for tool in self.tools)

    @property
    def failed(self) -> int:
        """Count what failed; a pytest that broke off or found no test at all, or left too many, is one failure."""
        tests = (self.outcome.count("failed") or int(not self.pytest.passed)) + int(self._left_too_many)
        return tests + sum(not tool.passed for tool in self.tools) + (self._kept_from_running if self.complete else 0)

    @property
    def skipped(self) -> int:
        """Count what was skipped and does not count as failed."""
        return self.outcome.count("skipped") - (self._kept_from_running if self.complete else 0)

    @property
    def _left_too_many(self) -> bool:
        """Say whether more than half of the tests had not begun when the time of the run was over."""
        left = len(self.outcome.skipped_for(want=False).get(turns.LEFT, ()))
        return left * 2 > len(self.outcome.verdicts)

    @property
    def _kept_from_running(self) -> int:
        return sum(map(len, self.not_run.values()))

    def lines(self) -> Iterator[str]:
        """Give the summary line by line, the closing line last."""
        yield from ("", "── summary " + "─" * 68)
        for verdict in (*self.tools, self.pytest):
            yield f"{verdict.name:15}{'passed' if verdict.passed else 'FAILED':10}{verdict.seconds:7.1f} s"
        yield from listing("skipped on purpose", self.outcome.skipped_for(want=False))
        yield from listing("NOT RUN" + (", which CI=true forbids" if self.complete else ""), self.not_run)
        if self.by_turns:
            yield from ("", "Each test of the database took one of both, axe half of the pages at one of two widths:",
                        "they take the other with the next commit, and both without CI=true.")
        yield from ("", f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")


def listing(title: str, tests: dict[str, list[str]]) -> Iterator[str]:
    """List tests under each reason, long lists cut short; nothing where there is none."""
    if tests:
        yield from ("", f"{title}:")
    for reason, names in sorted(tests.items()):
        yield f"  {reason} ({len(names)})"
        yield from (f"    {name}" for name in names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            yield f"    and {len(names) - NAMES_SHOWN} more"
