"""Today's page, the search and the sidebar."""

from app.desk.views import searching
from app.desk.views.navigation import navigation
from app.desk.views.pages import blueprint

__all__ = ["blueprint", "navigation", "searching"]
