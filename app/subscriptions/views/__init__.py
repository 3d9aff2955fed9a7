"""Pages of further shares: the list, one declaration, the office's guided form, the member's own page."""

from app.subscriptions.views import giving, own, register
from app.subscriptions.views.pieces import blueprint, hand_in

__all__ = ["blueprint", "giving", "hand_in", "own", "register"]
