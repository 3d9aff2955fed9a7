"""What is done with declarations on further shares: given, decided, taken back, undone, told."""

from app.subscriptions.actions.deciding import admit, lock_subscription, note_biases, turn_down
from app.subscriptions.actions.declaring import declare, declare_own
from app.subscriptions.actions.erasing import erase_expired_papers
from app.subscriptions.actions.letters import renew_letters, write_letter
from app.subscriptions.actions.undoing import reverse, withdraw, withdraw_own

__all__ = [
    "admit",
    "declare",
    "declare_own",
    "erase_expired_papers",
    "lock_subscription",
    "note_biases",
    "renew_letters",
    "reverse",
    "turn_down",
    "withdraw",
    "withdraw_own",
    "write_letter",
]
