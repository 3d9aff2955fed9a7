"""What the office does about payments owed."""

from app.dues.actions.dunning import (
    RUN_JOB,
    dun,
    dun_if_late,
    order_run,
    resume_dunning,
    set_terms,
    stop_dunning,
    undo_dunning,
)

__all__ = [
    "RUN_JOB",
    "dun",
    "dun_if_late",
    "order_run",
    "resume_dunning",
    "set_terms",
    "stop_dunning",
    "undo_dunning",
]
