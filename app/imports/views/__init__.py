"""Pages of imports: hand a list over, map its columns, look at every row, take it over, undo a history."""

from app.imports.views import histories, lists
from app.imports.views.pieces import blueprint

__all__ = ["blueprint", "histories", "lists"]
