"""Pages of logins: signing in and out, one's own account, and the people an administrator looks after."""

from app.accounts.views import login, own, people
from app.accounts.views.pieces import FromAbove, blueprint, hand_in

__all__ = ["FromAbove", "blueprint", "hand_in", "login", "own", "people"]
