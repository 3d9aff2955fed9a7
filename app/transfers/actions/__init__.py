"""What is done with transfers: declared, agreed to, decided, taken back, undone, told; papers erased in time."""

from app.transfers.actions.deciding import admit, lock_transfer, note_biases, turn_down
from app.transfers.actions.declaring import agree_own, declare, declare_own
from app.transfers.actions.erasing import erase_expired_papers
from app.transfers.actions.letters import write_letters
from app.transfers.actions.undoing import refuse_own, reverse, withdraw, withdraw_own

__all__ = [
    "admit",
    "agree_own",
    "declare",
    "declare_own",
    "erase_expired_papers",
    "lock_transfer",
    "note_biases",
    "refuse_own",
    "reverse",
    "turn_down",
    "withdraw",
    "withdraw_own",
    "write_letters",
]
