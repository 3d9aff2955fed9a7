"""Pages of settlements: what is to be paid, one of them, opening it, paying."""

from app.settlements.views import debts, dividends, opening, paying, register, together
from app.settlements.views.pieces import blueprint

__all__ = ["blueprint", "debts", "dividends", "opening", "paying", "register", "together"]
