"""The pages of lists as of a day."""

from app.reports.views import changes, development, inspections, movement, own, owners, register
from app.reports.views.base import blueprint

__all__ = ["blueprint", "changes", "development", "inspections", "movement", "own", "owners", "register"]
