"""Pages of the statute: its versions, the fiscal years, the house data."""

from app.statutes.views import house, versions, years
from app.statutes.views.pieces import FromAbove, blueprint, hand_in

__all__ = ["FromAbove", "blueprint", "hand_in", "house", "versions", "years"]
