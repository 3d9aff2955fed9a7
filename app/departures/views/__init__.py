"""The pages of leaving: the office's list and forms, one notice, the member's own notice, days of other grounds."""

from app.departures.views import dates, giving, own, register, rights
from app.departures.views.pieces import FromOthers, blueprint, hand_in

__all__ = ["FromOthers", "blueprint", "dates", "giving", "hand_in", "own", "register", "rights"]
