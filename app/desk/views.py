"""Today's page, the search and the sidebar."""

from collections.abc import Sequence

from flask import Blueprint

from app.core.web import NavGroup

blueprint = Blueprint("desk", __name__)


def navigation() -> Sequence[NavGroup]:
    """The sidebar of the signed-in person."""
    return ()
