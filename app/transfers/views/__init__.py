"""Pages of transfers: the list, one of them, the office's guided form, the own pages of both members."""

from app.transfers.views import giving, own, register
from app.transfers.views.pieces import blueprint

__all__ = ["blueprint", "giving", "own", "register"]
