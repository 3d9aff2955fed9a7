"""Pages of prospects: the public enquiry, the own page, list and board, one prospect, figures."""

from app.prospects.views import acts, entering, figures, lists, own, public, showing, talks
from app.prospects.views.pieces import blueprint

__all__ = ["acts", "blueprint", "entering", "figures", "lists", "own", "public", "showing", "talks"]
