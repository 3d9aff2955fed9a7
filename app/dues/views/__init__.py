"""Pages of dunning (who may be written to, letters, stops, levels), contributions and plans."""

from app.dues.views import contributions, dunning, lapsed, plans, returns, settings, written
from app.dues.views.pieces import blueprint, hand_in

__all__ = ["blueprint", "contributions", "dunning", "hand_in", "lapsed", "plans", "returns", "settings", "written"]
