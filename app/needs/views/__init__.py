"""Pages of needs: lists, writing one, one with all that belongs to it, what is done; office, portal, public."""

from app.needs.views import acts, drafting, lists, showing
from app.needs.views.pieces import blueprint, hand_in

__all__ = ["acts", "blueprint", "drafting", "hand_in", "lists", "showing"]
