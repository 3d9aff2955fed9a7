"""The pages of minutes: the list, one of them part by part, its print, its signatures, the members' copies."""

from app.minutes.views import own, reading, signing, wording
from app.minutes.views.pieces import blueprint

__all__ = ["blueprint", "own", "reading", "signing", "wording"]
