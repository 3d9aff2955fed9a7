"""What the office does about payments owed."""

from app.dues.actions.contributions import (
    CONTRIBUTION_JOB,
    TAKING_BACK_JOB,
    ask_for_contribution,
    let_contributions_follow,
    order_contributions,
    order_taking_back,
    take_contribution_back,
    waive_contribution,
)
from app.dues.actions.dunning import (
    DUNNING_LETTER,
    dun,
    dun_if_late,
    letter_is_taken_back,
    order_run,
    renew_letters,
    resume_dunning,
    set_terms,
    stop_dunning,
    undo_dunning,
)
from app.dues.actions.lapsed import close_lapsed, undo_closing
from app.dues.actions.plans import agree_plan, undo_plan
from app.dues.actions.returns import refund_advance, return_payment, undo_refund, undo_return
from app.dues.rules import RUN_JOB

__all__ = [
    "CONTRIBUTION_JOB",
    "DUNNING_LETTER",
    "RUN_JOB",
    "TAKING_BACK_JOB",
    "agree_plan",
    "ask_for_contribution",
    "close_lapsed",
    "dun",
    "dun_if_late",
    "let_contributions_follow",
    "letter_is_taken_back",
    "order_contributions",
    "order_run",
    "order_taking_back",
    "refund_advance",
    "renew_letters",
    "resume_dunning",
    "return_payment",
    "set_terms",
    "stop_dunning",
    "take_contribution_back",
    "undo_closing",
    "undo_dunning",
    "undo_plan",
    "undo_refund",
    "undo_return",
    "waive_contribution",
]
