"""What is done with settlements: opened, confirmed, paid, taken back."""

from app.settlements.actions.debts import note_debt_paid, undo_debt_paid, undo_written_off, write_off_debt
from app.settlements.actions.dividends import (
    close_dividend,
    come_back_dividend,
    hold_dividend,
    pay_dividend,
    pay_dividends,
    undo_dividend,
    undo_dividend_return,
)
from app.settlements.actions.letters import correct_statements, write_statement
from app.settlements.actions.opening import confirm, hold, open_settlement, reject, withdraw
from app.settlements.actions.paying import (
    check_takes_back,
    close_barred,
    come_back,
    let_go,
    pay_out,
    pay_together,
    reverse,
    take_back,
)

__all__ = [
    "check_takes_back",
    "close_barred",
    "close_dividend",
    "come_back",
    "come_back_dividend",
    "confirm",
    "correct_statements",
    "hold",
    "hold_dividend",
    "let_go",
    "note_debt_paid",
    "open_settlement",
    "pay_dividend",
    "pay_dividends",
    "pay_out",
    "pay_together",
    "reject",
    "reverse",
    "take_back",
    "undo_debt_paid",
    "undo_dividend",
    "undo_dividend_return",
    "undo_written_off",
    "withdraw",
    "write_off_debt",
    "write_statement",
]
