"""What the office does about payments owed."""

from app.dues.actions.contributions import (
    CONTRIBUTION_JOB,
    ask_for_contribution,
    order_contributions,
    waive_contribution,
)
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
    "CONTRIBUTION_JOB",
    "RUN_JOB",
    "ask_for_contribution",
    "dun",
    "dun_if_late",
    "order_contributions",
    "order_run",
    "resume_dunning",
    "set_terms",
    "stop_dunning",
    "undo_dunning",
    "waive_contribution",
]
