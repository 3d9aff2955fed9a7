"""Pages of the boardroom: what waits for a vote, one resolution, the register; opening, proposing, recording."""

from app.boardroom.views import acts, convening, lists, resolution
from app.boardroom.views.pieces import Agenda, FromAbove, blueprint, hand_in

__all__ = ["Agenda", "FromAbove", "acts", "blueprint", "convening", "hand_in", "lists", "resolution"]
