"""Pages of the year end."""

from app.closing.views import accounts, results
from app.closing.views.pieces import blueprint

__all__ = ["accounts", "blueprint", "results"]
