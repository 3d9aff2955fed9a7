"""Pages of promotion: the map, the picture of bundles, the yearly report."""

from app.promotion.views import maps, picture, reports
from app.promotion.views.pieces import blueprint

__all__ = ["blueprint", "maps", "picture", "reports"]
