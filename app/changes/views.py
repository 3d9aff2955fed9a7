"""The changes that wait for a second person, and one of them: what was, what is to be, and who entered it."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.changes import actions, queries
from app.changes.forms import MATTERS, OUTCOMES, ActForm
from app.changes.rules import CONFIRMERS, Matter, may_confirm
from app.core import clock, files
from app.core.db import db, transaction
from app.core.formats import one_stop
from app.core.values import Refusal, Role
from app.core.web import (
    ReasonForm,
    _,
    current_actor,
    download_proof,
    or_404,
    page,
    reading_day,
    requires,
    status_of,
    translated,
)

blueprint = Blueprint("changes", __name__, url_prefix="/aenderungen")

READERS = (*CONFIRMERS, Role.AUDITOR)
LAST = 50
"""How many decided changes the page lists."""


@blueprint.get("/", strict_slashes=False)
@requires(*READERS)
def index() -> ResponseReturnValue:
    """What waits, oldest first, and what was decided last."""
    session = db.session()
    waiting, decided = queries.waiting(session), queries.decided(session, LAST)
    return page(
        "changes/index.html", waiting=waiting, decided=decided, matters=MATTERS, outcomes=OUTCOMES,
        words_of=queries.words_of,
    )


@blueprint.get("/<int:change_id>")
@requires(*READERS)
def show(change_id: int) -> ResponseReturnValue:
    """One change with its next step."""
    session, actor = db.session(), current_actor()
    change = queries.get_change(session, change_id)
    former = queries.former_of(session, change, reading_day())
    is_waiting, hindrance = change.outcome is None and actor.has_any(CONFIRMERS), ""
    try:
        queries.check_may_count(session, change)
    except Refusal as refusal:
        hindrance = str(translated(refusal))
    return page(
        "changes/show.html", change=change, former=former, matters=MATTERS, outcomes=OUTCOMES, act=ActForm(),
        words_of=queries.words_of, is_account=change.matter is Matter.BANK_ACCOUNT,
        hindrance=hindrance, may_confirm=is_waiting and may_confirm(change.entered_by, actor.user_id),
        may_withdraw=is_waiting and change.entered_by == actor.user_id,
    )


@blueprint.post("/<int:change_id>/bestaetigen")
@requires(*CONFIRMERS)
def confirm(change_id: int) -> ResponseReturnValue:
    """Confirm what somebody else entered."""
    with transaction() as session:
        change, actor, now = queries.get_change(session, change_id), current_actor(), clock.now()
        ActForm().once(session, lambda: actions.confirm(session, change, actor, now).id)
        told_to = ", ".join(change.told_to) or _("niemanden: keine E-Mail-Adresse bekannt")
    flash(one_stop(_("Bestätigt. Die Änderung ist eingetragen. Mitteilung an %(names)s.", names=told_to)), "success")
    return redirect(url_for(".show", change_id=change_id))


@blueprint.route("/<int:change_id>/ablehnen", methods=["GET", "POST"])
@requires(*CONFIRMERS)
def reject(change_id: int) -> ResponseReturnValue:
    """Ask for the reason, then reject what somebody else entered."""
    form, change = ReasonForm(), queries.get_change(db.session(), change_id)
    if form.validate_on_submit():
        with transaction() as session:
            again, reason, actor = queries.get_change(session, change_id), form.reason.data, current_actor()
            form.once(session, lambda: actions.reject(session, again, reason, actor, clock.now()).id)
        flash(_("Abgelehnt. Es bleibt, was bisher galt."), "success")
        return redirect(url_for(".show", change_id=change_id))
    return page("changes/reject.html", status_of(form), form=form, change=change, matters=MATTERS)


@blueprint.post("/<int:change_id>/zurueckziehen")
@requires(*CONFIRMERS)
def withdraw(change_id: int) -> ResponseReturnValue:
    """Take back what one entered oneself."""
    with transaction() as session:
        change, actor, now = queries.get_change(session, change_id), current_actor(), clock.now()
        ActForm().once(session, lambda: actions.withdraw(session, change, actor, now).id)
    flash(_("Zurückgezogen. Es bleibt, was bisher galt."), "success")
    return redirect(url_for(".show", change_id=change_id))


@blueprint.get("/<int:change_id>/beleg")
@requires(*READERS)
def proof(change_id: int) -> ResponseReturnValue:
    """The document behind a change."""
    change = queries.get_change(db.session(), change_id)
    return download_proof(files.get(or_404(None if change.erased_at else change.proof_sha256)), f"beleg-{change.id}")
