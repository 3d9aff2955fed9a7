"""The pages of minutes: the list, one part by part, print, signatures, what is done after it, the members' copies."""

from app.minutes.views import adding, carrying, filing, own, reading, signing, wording
from app.minutes.views.pieces import blueprint
from app.minutes.views.recorded import after_recorded

__all__ = ["adding", "after_recorded", "blueprint", "carrying", "filing", "own", "reading", "signing", "wording"]
