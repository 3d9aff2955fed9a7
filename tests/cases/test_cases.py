"""The worked cases, each as a test, and the runner itself."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cases.evaluate import SERVED, NotServed, evaluate
from tests.cases.runner import Case, UnreadableCases, differences, is_met, read_cases, run
from tests.cases.values import cents, money

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
CASES = read_cases(DATA / "worked-cases.json")
MORE = [
    case
    for name in ("more-cases.json", "leaving-cases.json", "register-cases.json", "payout-cases.json",
                 "assembly-cases.json", "attendance-cases.json")
    for case in read_cases(DATA / name)
]
WANTED = {
    "agenda.resolvable",
    "convocation.check",
    "convocation.content",
    "convocation.deadlines",
    "election",
    "majority",
    "majority.required",
    "vote.investing",
    "vote.weighted",
    "meeting.form",
    "minutes.attachments",
    "minutes.signatures",
    "challenge.standing",
    "plural.cap",
    "plural.regime",
    "proxy.check",
    "proxy.form",
    "vote.eligibility",
    "vote.recusal",
    "application.form",
    "application.content",
    "application.check",
    "investing.admission",
    "shares.further",
    "office.eligibility",
    "organs.size_rules",
    "supervisory_board.composition",
    "letter.footer",
    "exit.effective_date",
    "exit.hardship_date",
    "exit.partial",
    "exit.other",
    "special_termination",
    "fiscal.deadlines",
    "holidays",
    "sepa.iban",
    "sepa.creditor_id",
    "liability.sum",
    "register.as_of",
    "register.inspection",
    "register.copy",
    "movement",
    "delegates.allowed",
    "audit.cycle",
    "retention",
    "challenge.last_day",
    "interest",
    "loss.notice",
    "payout.amount",
    "payout.partial",
    "payout.due_date",
    "payout.min_capital",
    "payout.none",
    "minority.quorum",
    "profit.crediting",
    "profit.distribution",
    "reserve.legal",
}


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] in SERVED], ids=lambda case: str(case["id"]))
def test_the_rules_answer_a_worked_case_as_the_law_does(case: Case) -> None:
    assert differences(case) == []


@pytest.mark.parametrize("case", MORE, ids=lambda case: str(case["id"]))
def test_bounds_defaults_and_keys_not_said_are_answered_as_the_law_does(case: Case) -> None:
    assert differences(case) == []


def test_every_kind_that_is_wanted_is_served_and_has_a_case() -> None:
    assert set(SERVED) >= WANTED
    assert {case["kind"] for case in CASES} >= WANTED


def test_a_planted_wrong_answer_is_found_and_named() -> None:
    wrong: dict[str, Any] = {**CASES[0], "kind": "sepa.iban", "input": {"iban": "DE00"}, "expected": {"valid": True}}
    out = io.StringIO()
    assert not run([wrong], out)
    assert "valid: expected true, got false" in out.getvalue()
    assert out.getvalue().endswith("0 passed, 1 failed, 0 skipped\n")


def test_every_served_case_fails_once_its_expectation_is_spoilt() -> None:
    for case in (case for case in CASES if case["kind"] in SERVED):
        for key, value in case["expected"].items():
            spoilt = [] if value else ["something else"]
            assert differences({**case, "expected": {key: spoilt if not isinstance(value, bool) else not value}})


def test_a_kind_that_is_not_served_is_listed_and_skipped() -> None:
    out = io.StringIO()
    assert run([{"id": "X", "kind": "moon.phase", "input": {}, "expected": {}}], out)
    assert out.getvalue() == "skipped: moon.phase (1)\n0 passed, 0 failed, 1 skipped\n"
    with pytest.raises(NotServed):
        evaluate("moon.phase", {})


def test_an_error_while_answering_is_a_failure_not_a_crash() -> None:
    assert differences({"id": "X", "kind": "holidays", "input": {"state": "XX"}, "expected": {"dates": []}})


def test_a_malformed_case_fails_with_a_clear_line_and_the_others_still_run() -> None:
    good = {"id": "G", "kind": "sepa.iban", "input": {"iban": "DE89370400440532013000"}, "expected": {"valid": True}}
    bad: list[Any] = [
        None, "text", {"id": "A"}, {"id": "B", "kind": ["sepa.iban"]}, {"id": "C", "kind": "sepa.iban"},
        {"id": "D", "kind": "sepa.iban", "input": {}, "expected": {"valid": True}},
        {"id": "E", "kind": "sepa.iban", "input": {"iban": 12}, "expected": {"valid": True}},
        {"id": "F", "kind": "sepa.iban", "input": {"iban": "DE"}, "expected": [True]},
    ]  # fmt: skip
    out = io.StringIO()
    assert not run([*bad, good], out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "case 1 (no kind) a case is an object"
    assert lines[2] == "A (no kind) the case names no kind"
    assert lines[4] == "C (sepa.iban) the case has no object `input`"
    assert lines[5] == "D (sepa.iban) no answer: nothing is said of 'iban'"
    assert len(lines) == len(bad) + 1
    assert lines[-1] == "1 passed, 8 failed, 0 skipped"


@pytest.mark.parametrize("text", [None, "{", '"text"', '{"cases": 3}', "{}"])
def test_a_file_without_cases_is_named_and_not_run(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "cases.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableCases, match=r"cases\.json"):
        read_cases(file)
    command = [sys.executable, "-m", "tests.cases", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_lists_carry_no_order() -> None:
    assert is_met("missing", ["b", "a"], {"missing": ["a", "b"]})
    assert is_met("pay", {"x": ["b", "a"]}, {"pay": {"x": ["a", "b"]}})
    assert not is_met("missing", ["a", "a"], {"missing": ["a"]})


def test_null_wants_the_key_to_be_there_and_empty() -> None:
    assert is_met("reason", None, {"reason": None})
    assert not is_met("reason", None, {})
    assert not is_met("reason", None, {"reason": ""})


def test_a_flag_is_no_number_and_money_is_no_number() -> None:
    assert not is_met("valid", True, {"valid": 1})
    assert not is_met("count", 1, {"count": True})
    assert not is_met("sum", "500.00", {"sum": "500.0"})


def test_one_of_several_answers_is_enough() -> None:
    assert is_met("day_any_of", ["1", "2"], {"day": "2"})
    assert is_met("day_any_of", ["1", "2"], {"day_any_of": ["2", "1"]})
    assert not is_met("day_any_of", ["1", "2"], {"day": "3"})


def test_money_is_read_and_written_to_the_cent() -> None:
    assert cents("25000.00") == 2_500_000
    assert money(cents("0.10")) == "0.10"
    with pytest.raises(ValueError, match="whole number of cents"):
        cents("0.005")


@pytest.mark.parametrize(("spoil", "code"), [(False, 0), (True, 1)])
def test_the_command_ends_with_the_sum_and_the_exit_code(tmp_path: Path, spoil: bool, code: int) -> None:
    case = next(case for case in CASES if case["id"] == "SEPA-01")
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [{**case, "expected": {"valid": not spoil}}]}), encoding="utf-8")
    command = [sys.executable, "-m", "tests.cases", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.splitlines()[-1] == f"{1 - spoil} passed, {int(spoil)} failed, 0 skipped"
