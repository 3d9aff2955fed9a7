"""What came of the tests, as pytest's process hands it to the runner's."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

NOT_RUN = "not run: "


@dataclass
class Outcome:
    """The verdict of each test, or of a file that could not be read, and the reason of each that was skipped."""

    verdicts: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def note(self, test: str, verdict: str, reason: str = "") -> None:
        """Note one stage of a test; a failure in any stage stands, and a skip outlives its own tidying up."""
        earlier = self.verdicts.get(test)
        if earlier == "failed" or (earlier == "skipped" and verdict == "passed"):
            return
        self.verdicts[test] = verdict
        if verdict == "skipped":
            self.reasons[test] = reason

    def count(self, verdict: str) -> int:
        """Say how many tests were "passed", "failed" or "skipped"."""
        return list(self.verdicts.values()).count(verdict)

    def skipped_for(self, *, want: bool) -> dict[str, list[str]]:
        """Give the skipped tests by reason: those not run for want of a tool, or those left out on purpose."""
        tests: dict[str, list[str]] = {}
        for test, reason in self.reasons.items():
            if self.verdicts[test] == "skipped" and reason.startswith(NOT_RUN) == want:
                tests.setdefault(reason.removeprefix(NOT_RUN), []).append(test)
        return tests

    def write(self, path: Path) -> None:
        """Leave the outcome in a file."""
        path.write_text(json.dumps(asdict(self)))


def read(path: Path) -> Outcome:
    """Read the outcome that pytest's process left; where it broke off, nothing has passed."""
    return Outcome(**json.loads(path.read_text())) if path.exists() else Outcome()
