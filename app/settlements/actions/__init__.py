"""What is done with settlements: opened, confirmed, paid, taken back."""

from app.settlements.actions.letters import write_statement
from app.settlements.actions.opening import confirm, hold, open_settlement, reject, withdraw
from app.settlements.actions.paying import close_barred, pay_out, reverse, take_back

__all__ = [
    "close_barred",
    "confirm",
    "hold",
    "open_settlement",
    "pay_out",
    "reject",
    "reverse",
    "take_back",
    "withdraw",
    "write_statement",
]
