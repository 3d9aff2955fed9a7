"""Pages of the year end."""

from app.closing.views import accounts, papers, periods, results
from app.closing.views.pieces import blueprint

__all__ = ["accounts", "blueprint", "papers", "periods", "results"]
