"""The rules of the year end: accounts, their days and figures (§§ 33, 48, 51 GenG, §§ 336 to 339 HGB)."""

from app.closing.rules.accounts import (
    MAX_NOTE,
    MAX_REFERENCE,
    STEP_WORDS,
    AccountsStep,
    Days,
    Figures,
    check_may_undo,
    check_paper,
    check_reference,
    check_step,
    check_why,
    due_on,
    last_day_to_challenge,
    loss_cover,
    must_convene,
    next_step,
)

__all__ = [
    "MAX_NOTE",
    "MAX_REFERENCE",
    "STEP_WORDS",
    "AccountsStep",
    "Days",
    "Figures",
    "check_may_undo",
    "check_paper",
    "check_reference",
    "check_step",
    "check_why",
    "due_on",
    "last_day_to_challenge",
    "loss_cover",
    "must_convene",
    "next_step",
]
