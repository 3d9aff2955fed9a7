"""Pages of bundles: lists, putting in order, one bundle, what is done, contact; office and portal."""

from app.bundles.views import acts, contacts, lists, showing
from app.bundles.views.pieces import blueprint

__all__ = ["acts", "blueprint", "contacts", "lists", "showing"]
