"""What came of a list of events, as an object that is kept: rows, remarks by row, the totals before and after."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.core.values import Cents
from app.imports.rules.events import EventVerdict
from app.imports.rules.findings import remarks_as_stored, remarks_from_stored


def mark_of_faults(verdicts: Sequence[EventVerdict]) -> str:
    """Which rows are faulty, and why, as a short text: another one where others are, though they be as many."""
    faults = [[each.row, sorted(fault.code for fault in each.errors)] for each in verdicts if each.errors]
    return hashlib.sha256(json.dumps(faults).encode()).hexdigest() if faults else ""


def outcome(verdicts: Sequence[EventVerdict], share_amount: Cents, **totals: object) -> dict[str, object]:
    """What the rows come to, as JSON can hold it; what a row moved is kept, since the ledgers go on."""
    return {
        "share_amount": f"{share_amount // 100}.{share_amount % 100:02d}",
        "rows": len(verdicts),
        "importable_rows": sum(not each.errors for each in verdicts),
        "entered_rows": sum(each.is_entered for each in verdicts),
        "errors_by_data_row": {str(each.row): remarks_as_stored(each.errors) for each in verdicts if each.errors},
        "hints_by_data_row": {str(each.row): remarks_as_stored(each.hints) for each in verdicts if each.hints},
        "notes_by_data_row": {
            str(each.row): remarks_as_stored(each.notes) for each in verdicts if each.notes and each.is_entered
        },
        "moved_by_data_row": {str(each.row): [each.shares, each.amount] for each in verdicts if each.is_entered},
        **totals,
    }


def as_it_came_out(verdicts: Sequence[EventVerdict], result: Mapping[str, Any]) -> list[EventVerdict]:
    """The rows as they were judged when the list was taken over."""
    errors, hints, moved = (result[f"{what}_by_data_row"] for what in ("errors", "hints", "moved"))
    notes = result.get("notes_by_data_row", {})  # what was taken over before there were notes has none
    return [
        replace(
            each, errors=remarks_from_stored(errors.get(str(each.row), ())),
            hints=remarks_from_stored(hints.get(str(each.row), ())),
            notes=remarks_from_stored(notes.get(str(each.row), ())),
            shares=moved.get(str(each.row), (0, 0))[0], amount=moved.get(str(each.row), (0, 0))[1],
        )
        for each in verdicts
    ]  # fmt: skip
