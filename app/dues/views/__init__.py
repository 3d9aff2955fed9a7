"""Pages of dunning (who may be written to, letters, stops, the levels) and of the contributions of a year."""

from app.dues.views import contributions, dunning, settings, written
from app.dues.views.pieces import blueprint

__all__ = ["blueprint", "contributions", "dunning", "settings", "written"]
