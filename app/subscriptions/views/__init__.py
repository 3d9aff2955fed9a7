"""Pages of further shares: the list, one declaration, the office's guided form, the member's own page."""

from app.subscriptions.views import giving, own, register
from app.subscriptions.views.pieces import blueprint

__all__ = ["blueprint", "giving", "own", "register"]
