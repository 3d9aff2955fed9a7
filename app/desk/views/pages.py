"""Today's page and the search."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.web import page, requires

blueprint = Blueprint("desk", __name__)


@blueprint.get("/")
@requires()
def today() -> ResponseReturnValue:
    """What waits for the signed-in person."""
    return page("desk/today.html", today=clock.today())
