"""The runner: what it counts, what it forbids in CI, and its closing line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runner.checks import Verdict, carry_out, carry_out_together
from tests.runner.outcome import Outcome, read
from tests.runner.summary import Summary
from tests.turns import LEFT

WENT_WELL, WENT_WRONG = Verdict("ruff", 0, 1.0), Verdict("mypy", 1, 2.0)
SUITE = """
import pytest

def test_good(): pass
def test_bad(): assert False
def test_java(): pytest.skip("not run: no Java")
def test_names(): pytest.skip("no list with real names")
@pytest.fixture
def untidy():
    yield
    raise RuntimeError
def test_untidy(untidy): pass
"""


def summary(outcome: Outcome, *, complete: bool = False, tests: Verdict = WENT_WELL) -> Summary:
    return Summary([WENT_WELL, WENT_WRONG], tests, outcome, complete)


def outcome(**verdicts: str) -> Outcome:
    result = Outcome()
    for test, verdict in verdicts.items():
        result.note(test, verdict, "not run: no Java" if verdict == "skipped" else "")
    return result


def test_each_tool_counts_as_one_test() -> None:
    assert list(summary(outcome(a="passed", b="failed")).lines())[-1] == "2 passed, 2 failed, 0 skipped"


def test_outside_ci_a_check_not_run_is_listed_and_skipped() -> None:
    lines = list(summary(outcome(a="skipped")).lines())
    assert "  no Java (1)" in lines
    assert lines[-1] == "1 passed, 1 failed, 1 skipped"


def test_in_ci_a_check_not_run_has_failed() -> None:
    assert list(summary(outcome(a="skipped"), complete=True).lines())[-1] == "1 passed, 2 failed, 0 skipped"


def test_a_test_left_out_on_purpose_does_not_fail_in_ci() -> None:
    result = Outcome()
    result.note("a", "skipped", "no list with real names")
    assert list(summary(result, complete=True).lines())[-1] == "1 passed, 1 failed, 1 skipped"


def test_tests_that_broke_off_are_one_failure() -> None:
    assert summary(Outcome(), tests=Verdict("pytest", -9, 1.0)).failed == 2


@pytest.mark.parametrize(("left", "failed"), [(5, 1), (6, 2)])
def test_a_run_may_leave_half_of_its_tests_to_the_next(left: int, failed: int) -> None:
    result = outcome(**{f"test_{number}": "passed" for number in range(left, 10)})
    for number in range(left):
        result.note(f"test_{number}", "skipped", LEFT)
    assert (summary(result).failed, summary(result).skipped) == (failed, left)  # one tool went wrong in any case


def test_a_failure_while_tidying_up_fails_the_test() -> None:
    result = outcome(a="passed")
    result.note("a", "failed")
    result.note("a", "passed")
    assert (result.count("passed"), result.count("failed")) == (0, 1)


def test_a_skip_stays_one_when_its_tidying_up_passes() -> None:
    result = outcome(a="skipped")
    result.note("a", "passed")
    assert result.skipped_for(want=True) == {"no Java": ["a"]}


def test_a_run_that_left_no_outcome_has_passed_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "none.json").count("passed") == 0


def test_a_check_is_judged_by_its_exit_code() -> None:
    assert carry_out("yes", [sys.executable, "-c", ""]).passed
    assert not carry_out("no", [sys.executable, "-c", "raise SystemExit(3)"]).passed


def test_checks_that_run_together_are_told_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    slow, fast = "import time; time.sleep(0.5); print('slow')", "print('fast'); raise SystemExit(3)"
    checks = {"one": [sys.executable, "-c", slow], "two": [sys.executable, "-c", fast]}
    assert [(each.name, each.exit_code) for each in carry_out_together(checks)] == [("one", 0), ("two", 3)]
    told = capsys.readouterr().out
    places = [told.index(each) for each in ("one", "slow", "two", "fast")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("ci", "last"),
    [("", "1 passed, 2 failed, 2 skipped"), ("true", "1 passed, 3 failed, 1 skipped")],
)
def test_a_run_ends_with_the_plain_closing_line(tmp_path: Path, ci: str, last: str) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    words = [sys.executable, "-m", "tests.runner", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(words, env={**os.environ, "CI": ci}, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == last
    assert done.returncode == 1
