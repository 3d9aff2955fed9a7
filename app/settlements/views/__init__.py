"""Pages of settlements: what is to be paid, one of them, opening it, paying."""

from app.settlements.views import opening, paying, register
from app.settlements.views.pieces import blueprint

__all__ = ["blueprint", "opening", "paying", "register"]
