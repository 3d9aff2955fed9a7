"""What is done at the year end: the steps of the accounts, the use of the result, the closing for entries."""

from app.closing.actions.accounts import adopt, disclose, matter_of, prepare, take_back
from app.closing.actions.claims import close_claim, let_claim_come_back, pay_claim, undo_claim, undo_claims_return
from app.closing.actions.papers import hand_in, withdraw
from app.closing.actions.periods import close_year, reopen_year
from app.closing.actions.results import check_may_undo_result, hand_in_settled, undo_result, use_result

__all__ = [
    "adopt",
    "check_may_undo_result",
    "close_claim",
    "close_year",
    "disclose",
    "hand_in",
    "hand_in_settled",
    "let_claim_come_back",
    "matter_of",
    "pay_claim",
    "prepare",
    "reopen_year",
    "take_back",
    "undo_claim",
    "undo_claims_return",
    "undo_result",
    "use_result",
    "withdraw",
]
