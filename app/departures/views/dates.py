"""When a membership ends by another ground than notice: transfer, death, dissolution, exclusion."""

from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.web import RefusalsAt, page, reading_day, requires, status_of
from app.departures import queries
from app.departures.forms import OtherGroundForm
from app.departures.views.pieces import READERS, WORDS, blueprint


@blueprint.get("/kuendigungen/andere-gruende")
@requires(*READERS)
def dates() -> ResponseReturnValue:
    """Ask for the ground and its day, and say when the membership ends; nothing is entered."""
    form, found = OtherGroundForm(request.args if "event_on" in request.args else None, meta={"csrf": False}), None
    form.event_on.data = form.event_on.data or reading_day()
    if "event_on" in request.args and form.validate():
        with RefusalsAt(form.event_on):
            found = queries.ending_by(db.session(), form.event())
    return page("departures/dates.html", status_of(form), form=form, found=found, **WORDS)
