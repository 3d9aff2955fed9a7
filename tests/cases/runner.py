"""Compare answers with what cases expect, and run a whole file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from app.core.values import Refusal
from tests.cases.evaluate import SERVED, evaluate

Case = Mapping[str, Any]
ANY_OF = "_any_of"
ABSENT = object()
PROBLEMS = (Refusal, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def read_cases(path: Path) -> list[Case]:
    """Read the cases of a file: an object with `cases`, or a bare list."""
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    cases: list[Case] = content["cases"] if isinstance(content, dict) else content
    return cases


def comparable(value: object) -> object:
    """Bring a value into a form in which equal answers are equal: lists carry no order, a flag is no number."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, Mapping):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return sorted((comparable(each) for each in value), key=repr)
    return str(value) if isinstance(value, str) else value


def is_met(key: str, expected: object, answer: Mapping[str, object]) -> bool:
    """Say whether one expected key is met; `K_any_of` by K with one of the values, or by the same list."""
    if key.endswith(ANY_OF) and isinstance(expected, list):
        single = answer.get(key.removesuffix(ANY_OF), ABSENT)
        if single is not ABSENT and comparable(single) in [comparable(each) for each in expected]:
            return True
    given = answer.get(key, ABSENT)
    return given is not ABSENT and comparable(given) == comparable(expected)


def differences(case: Case) -> list[str]:
    """Answer a case and name each expected key that is not met; an error while answering is a difference too."""
    try:
        answer = evaluate(case["kind"], case["input"])
    except PROBLEMS as problem:
        return [f"{type(problem).__name__}: {problem}"]
    return [
        f"{key}: expected {json.dumps(expected, ensure_ascii=False)}, got {_shown(key, answer)}"
        for key, expected in case["expected"].items()
        if not is_met(key, expected, answer)
    ]


def _shown(key: str, answer: Mapping[str, object]) -> str:
    value = answer.get(key, answer.get(key.removesuffix(ANY_OF), ABSENT))
    return "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False, default=str)


def run(cases: list[Case], out: TextIO) -> bool:
    """Run cases, print each difference, the kinds not served and the sum; say whether none failed."""
    failed = 0
    served = [case for case in cases if case["kind"] in SERVED]
    for case in served:
        found = differences(case)
        failed += bool(found)
        for line in found:
            print(f"{case['id']} ({case['kind']}) {line}", file=out)
    skipped = Counter(case["kind"] for case in cases if case["kind"] not in SERVED)
    for line in _skipped_lines(skipped):
        print(line, file=out)
    print(f"{len(served) - failed} passed, {failed} failed, {skipped.total()} skipped", file=out)
    return failed == 0


def _skipped_lines(skipped: Counter[str]) -> Iterator[str]:
    for kind, number in sorted(skipped.items()):
        yield f"skipped: {kind} ({number})"
