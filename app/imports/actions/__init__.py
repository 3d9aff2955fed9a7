"""What is done with a list from elsewhere: handed over, mapped, taken over in one transaction, a history undone.

Whatever takes long (reading, keeping, judging, building rows) is done by `receive`, `prepare` and `prepare_history`
before the writing transaction, for on SQLite everybody else waits as long as that lasts.
"""

from app.imports.actions.erasing import discard_forgotten_lists, erase_expired_lists
from app.imports.actions.histories import (
    CHANGED_MEANWHILE,
    PreparedHistory,
    prepare_history,
    take_over_history,
    undo_history,
)
from app.imports.actions.lists import (
    JOB_KIND,
    Received,
    discard,
    hand_over,
    keep,
    map_columns,
    note_failure,
    order,
    receive,
    subject_of,
    try_again,
)
from app.imports.actions.members import Prepared, prepare, take_over

__all__ = [
    "CHANGED_MEANWHILE",
    "JOB_KIND",
    "Prepared",
    "PreparedHistory",
    "Received",
    "discard",
    "discard_forgotten_lists",
    "erase_expired_lists",
    "hand_over",
    "keep",
    "map_columns",
    "note_failure",
    "order",
    "prepare",
    "prepare_history",
    "receive",
    "subject_of",
    "take_over",
    "take_over_history",
    "try_again",
    "undo_history",
]
