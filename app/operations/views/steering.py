"""A person's word on a job: pause it, go on with it, cancel it; long lists that a job writes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db, once, transaction
from app.core.jobs import Job, progress_of
from app.core.values import Actor, German
from app.core.web import Asked, _, choose_locale, current_actor, horizon_of, or_404, requires
from app.operations import actions
from app.operations.forms import LISTS
from app.operations.views.pieces import blueprint, key_of

MAX_QUERY = 8000
"""How long the address of a list may be, as servers take it."""

Steer = Callable[[Session, int, Actor, datetime], Job]


@blueprint.post("/auftraege/<int:job_id>/anhalten")
@requires()
def pause_job(job_id: int) -> ResponseReturnValue:
    """Let no further step of a job begin."""
    _steer("pause", job_id, actions.pause_job)
    return _told(job_id, _("Der Auftrag ist angehalten; was gerade läuft, wird fertig."))


@blueprint.post("/auftraege/<int:job_id>/fortsetzen")
@requires()
def resume_job(job_id: int) -> ResponseReturnValue:
    """Go on with a job that was paused."""
    _steer("resume", job_id, actions.resume_job)
    return _told(job_id, _("Der Auftrag geht weiter."))


@blueprint.post("/auftraege/<int:job_id>/abbrechen")
@requires()
def cancel_job(job_id: int) -> ResponseReturnValue:
    """End what waits of a job; say so where nothing waited any more."""
    _steer("cancel", job_id, actions.cancel_job)
    if progress_of(db.session(), job_id).cancelled:
        return _told(job_id, _("Der Auftrag ist abgebrochen; was gerade läuft, wird fertig."))
    late = _("Kein Schritt wartet mehr. Was gerade läuft, wird fertig; scheitert es, wird es nicht wiederholt.")
    return _told(job_id, late, "warning")


def _steer(name: str, job_id: int, act: Steer) -> None:
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        once(session, key_of(f"job.{name}", job_id), lambda: act(session, job_id, actor, now).id)


def _told(job_id: int, words: str, tone: str = "ok") -> ResponseReturnValue:
    flash(words, tone)
    return redirect(url_for(".job", job_id=job_id))


@blueprint.post("/ausgaben")
@requires()
def order_export() -> ResponseReturnValue:
    """Have a long list written to a file; whoever may open its page may ask for it."""
    form = request.form
    asked = Asked(form.get("page", ""), form.get("query", ""), form.get("format", ""), choose_locale())
    if len(asked.query) > MAX_QUERY:
        abort(414)
    word = or_404(LISTS.get(asked.page) if asked.kind in ("csv", "xlsx") else None)
    view: Any = current_app.view_functions[asked.page]
    if not current_actor().has_any(view.allowed_roles):
        abort(403)
    bound = horizon_of(view)
    asked = replace(asked, until=bound.as_text() if bound else "")
    with transaction() as session:
        key, title = key_of(f"export.{asked.kind}", 0), German(word, asked.kind.upper())
        actor, now = current_actor(), clock.now()
        job_id = once(session, key, lambda: actions.order_export(session, title, asked.as_text(), key, actor, now))
    return redirect(url_for(".job", job_id=job_id))
