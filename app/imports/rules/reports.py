"""What came of a list, as an object: rows, errors and warnings by row, and the register on some days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.core.told import as_stored, from_stored
from app.core.values import Cents
from app.imports.rules.findings import remarks_as_stored, remarks_from_stored
from app.imports.rules.remarks import RowError, RowWarning
from app.imports.rules.rows import MemberFacts, Verdict
from app.members.rules import is_member_on


def report_days(facts: Iterable[MemberFacts], today: date) -> list[date]:
    """The days a report counts the register on: the end of each half-year and each first of January, until today."""
    years = {each.joined_on.year for each in facts}
    span = range(min(years), today.year + 1) if years else range(0)
    days = [day for year in span for day in (date(year, 1, 1), date(year, 6, 30), date(year, 12, 31))]
    return [*(day for day in days if day <= today), *([today] if years else [])]


def report(verdicts: Sequence[Verdict], share_amount: Cents, days: Iterable[date]) -> dict[str, object]:
    """What the list holds, as an object: rows, errors and warnings by row, and the register on some days."""
    facts = [verdict.facts for verdict in verdicts if verdict.facts]
    return {
        "share_amount": _written(share_amount),
        "rows": len(verdicts),
        "importable_rows": len(facts),
        "errors_by_data_row": {str(each.row): [*each.errors] for each in verdicts if each.errors},
        "warnings_by_data_row": {str(each.row): [*each.warnings] for each in verdicts if each.warnings},
        "notes_by_data_row": {str(each.row): remarks_as_stored(each.notes) for each in verdicts if each.notes},
        "said_by_data_row": {
            str(each.row): {error.value: as_stored(told) for error, told in each.said.items()}
            for each in verdicts
            if each.said
        },
        "register_on": {day.isoformat(): _on(facts, day) for day in sorted(set(days))},
    }


def as_reported(verdicts: Sequence[Verdict], result: Mapping[str, Any]) -> list[Verdict]:
    """The rows with the errors and warnings of an earlier report: what they were when the list was taken over."""
    errors, warnings = result["errors_by_data_row"], result["warnings_by_data_row"]
    notes, said = (result.get(f"{what}_by_data_row", {}) for what in ("notes", "said"))  # earlier reports have none
    return [
        replace(
            each, facts=None if str(each.row) in errors else each.facts,
            errors=[RowError(word) for word in errors.get(str(each.row), ())],
            warnings=[RowWarning(word) for word in warnings.get(str(each.row), ())],
            notes=remarks_from_stored(notes.get(str(each.row), ())),
            said={RowError(word): from_stored(told) for word, told in said.get(str(each.row), {}).items()},
        )
        for each in verdicts
    ]  # fmt: skip


def _on(facts: Iterable[MemberFacts], day: date) -> dict[str, object]:
    present = [each for each in facts if is_member_on(each.joined_on, each.left.last_day if each.left else None, day)]
    return {
        "members": len(present),
        "shares": sum(each.shares for each in present),
        "paid_in": _written(sum(each.paid_in for each in present)),
    }


def _written(cents: Cents) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
