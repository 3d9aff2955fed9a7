"""The pages of audits."""

from app.audits.views import assignments, folders
from app.audits.views.pieces import blueprint

__all__ = ["assignments", "blueprint", "folders"]
