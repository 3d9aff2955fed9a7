"""Compare answers with what cases expect, and run a whole file."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from tests.cases.evaluate import SERVED, evaluate

Case = Mapping[str, Any]
ANY_OF = "_any_of"
ABSENT = object()


class UnreadableCases(Exception):
    """A file in which no cases can be read."""


def read_cases(path: Path) -> list[Any]:
    """Read the cases of a file: an object with `cases`, or a bare list."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as problem:
        raise UnreadableCases(f"{path}: {problem}") from problem
    cases = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(cases, list):
        raise UnreadableCases(f"{path}: neither a list of cases nor an object with `cases`")
    return cases


def defect_of(case: object) -> str | None:
    """Say what keeps a case from being one, or None; what a kind wants in its input is asked when it is answered."""
    if not isinstance(case, dict):
        return "a case is an object"
    if not isinstance(case.get("kind"), str):
        return "the case names no kind"
    for key in ("input", "expected"):
        if case["kind"] in SERVED and not isinstance(case.get(key), dict):
            return f"the case has no object `{key}`"
    return None


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
    except KeyError as missing:
        return [f"no answer: nothing is said of {missing}"]
    except Exception as problem:  # a case that cannot be answered fails, the others still run
        return [f"no answer: {type(problem).__name__}: {problem}"]
    return [
        f"{key}: expected {json.dumps(expected, ensure_ascii=False)}, got {_shown(key, answer)}"
        for key, expected in case["expected"].items()
        if not is_met(key, expected, answer)
    ]


def _shown(key: str, answer: Mapping[str, object]) -> str:
    value = answer.get(key, answer.get(key.removesuffix(ANY_OF), ABSENT))
    return "nothing" if value is ABSENT else json.dumps(value, ensure_ascii=False, default=str)


def run(cases: list[Any], out: TextIO) -> bool:
    """Run cases, print each difference, the kinds not served and the sum; say whether none failed."""
    passed = failed = 0
    skipped: Counter[str] = Counter()
    for position, case in enumerate(cases, start=1):
        defect = defect_of(case)
        if defect is None and case["kind"] not in SERVED:
            skipped[case["kind"]] += 1
            continue
        found = [defect] if defect else differences(case)
        passed, failed = passed + (not found), failed + bool(found)
        for line in found:
            print(f"{_named(case, position)} {line}", file=out)
    for kind, number in sorted(skipped.items()):
        print(f"skipped: {kind} ({number})", file=out)
    print(f"{passed} passed, {failed} failed, {skipped.total()} skipped", file=out)
    return failed == 0


def _named(case: object, position: int) -> str:
    given = case if isinstance(case, dict) else {}
    return f"{given.get('id', f'case {position}')} ({given.get('kind', 'no kind')})"
