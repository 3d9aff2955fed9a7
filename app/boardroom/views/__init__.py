"""Pages of the boardroom: what waits for a vote, one resolution, the register; opening, proposing, recording."""

from app.boardroom.views import acts, convening, lists, resolution
from app.boardroom.views.pieces import blueprint, hand_in

__all__ = ["acts", "blueprint", "convening", "hand_in", "lists", "resolution"]
