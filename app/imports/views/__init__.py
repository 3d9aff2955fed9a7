"""Pages of imports: hand a list over, map its columns, look at every row, take it over, undo a history."""

from app.imports.views import histories, lists
from app.imports.views.pieces import blueprint, hand_in

__all__ = ["blueprint", "hand_in", "histories", "lists"]
