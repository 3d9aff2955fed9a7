"""Pages of settlements: what is to be paid, one of them, opening it, paying."""

from app.settlements.views import debts, dividends, opening, paying, register, together
from app.settlements.views.pieces import blueprint, hand_in

__all__ = ["blueprint", "debts", "dividends", "hand_in", "opening", "paying", "register", "together"]
