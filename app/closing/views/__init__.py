"""Pages of the year end."""

from app.closing.views import accounts, periods, results
from app.closing.views.pieces import blueprint

__all__ = ["accounts", "blueprint", "periods", "results"]
