"""The pages of lists as of a day."""

from app.reports.views import changes, development, held, inspections, movement, own, owners, register
from app.reports.views.base import blueprint

__all__ = ["blueprint", "changes", "development", "held", "inspections", "movement", "own", "owners", "register"]
