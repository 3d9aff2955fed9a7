"""Pages of solutions and offers: lists, writing, one with all that belongs to it; office, portal, public."""

from app.solutions.views import judging, linking, lists, offering, partnering, public, showing, writing
from app.solutions.views.pieces import blueprint
from app.solutions.views.showing import on_need

__all__ = [
    "blueprint", "judging", "linking", "lists", "offering", "on_need", "partnering", "public", "showing", "writing",
]
