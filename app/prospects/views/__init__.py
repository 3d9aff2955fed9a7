"""Pages of prospects: the public enquiry, the own page, list and board, one prospect, figures."""

from app.prospects.views import acts, entering, figures, lists, own, public, showing, talks
from app.prospects.views.pieces import blueprint, hand_in

__all__ = ["acts", "blueprint", "entering", "figures", "hand_in", "lists", "own", "public", "showing", "talks"]
