"""The pages of attendance, by matter."""

from app.attendance.views import bans, door, electorate, entering, own, present, proxies, tickets
from app.attendance.views.pieces import blueprint

__all__ = ["bans", "blueprint", "door", "electorate", "entering", "own", "present", "proxies", "tickets"]
