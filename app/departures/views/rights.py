"""The rights to leave after an amendment of the statute: all of them, one with who objected and who left by it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, journal
from app.core.db import db, transaction
from app.core.web import ReasonForm, RefusalsAt, _, current_actor, page, reading_day, requires, status_of
from app.departures import actions, queries
from app.departures.views.pieces import READERS, WORDS, WRITERS, blueprint


@blueprint.get("/kuendigungen/rechte", strict_slashes=False)
@requires(*READERS)
def rights() -> ResponseReturnValue:
    """Every right that a resolution opened, with its month."""
    session = db.session()
    found = [(each, queries.notices_by(session, each)) for each in queries.rights(session)]
    return page("departures/rights.html", found=found, today=reading_day(), **WORDS)


@blueprint.get("/kuendigungen/rechte/<int:right_id>")
@requires(*READERS)
def right(right_id: int) -> ResponseReturnValue:
    """One right: the resolution, until when, who objected, which notices rest on it."""
    return _page(right_id, ReasonForm(formdata=None))


def _page(right_id: int, form: ReasonForm) -> ResponseReturnValue:
    session = db.session()
    found = queries.get_right(session, right_id)
    return page(
        "departures/right.html", status_of(form), right=found, form=form, today=reading_day(),
        notices=queries.notices_by(session, found), may_write=current_actor().has_any(WRITERS),
        lines=journal.lines_about(session, f"resolution:{found.resolution_id}"), **WORDS,
    )


@blueprint.post("/kuendigungen/rechte/<int:right_id>/zuruecknehmen")
@requires(*WRITERS)
def close_right(right_id: int) -> ResponseReturnValue:
    """Close a right that was opened by mistake, or whose resolution was found void."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _close(form, right_id)
            flash(_("Zurückgenommen. Auf diesen Beschluss kann niemand mehr außerordentlich kündigen."), "success")
            return redirect(url_for(".right", right_id=right_id))
    return _page(right_id, form)


def _close(form: ReasonForm, right_id: int) -> None:
    reason, actor, now = form.reason.data or "", current_actor(), clock.now()

    def act() -> int:
        actions.close_right(session, queries.get_right(session, right_id), reason, actor, now)
        return right_id

    with transaction() as session:
        form.once(session, act)
