"""The list of members, and the pages of one member."""

from app.dossiers.views import changes, entries, member, members, scale, sheet
from app.dossiers.views.base import blueprint

__all__ = ["blueprint", "changes", "entries", "member", "members", "scale", "sheet"]
