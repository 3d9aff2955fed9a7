"""Pages of the archive: the print tray, the register of documents, the public check page."""

from app.archive.views import checking, register, runs, tray
from app.archive.views.checking import FromAbove, hand_in
from app.archive.views.pieces import blueprint

__all__ = ["FromAbove", "blueprint", "checking", "hand_in", "register", "runs", "tray"]
