"""Pages of dunning: who may be written to, one letter, what was written, stops, the levels."""

from app.dues.views import dunning, settings, written
from app.dues.views.pieces import blueprint

__all__ = ["blueprint", "dunning", "settings", "written"]
