"""A claim to a payment on shares that has lapsed is closed, and owed after all."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import ReasonForm, RefusalsAt, _, current_actor, page, requires, status_of
from app.dues import actions, queries
from app.dues.forms import LapsedForm
from app.dues.views.pieces import WORDS, WRITERS, blueprint, member_of


@blueprint.route("/mitglieder/<int:number>/zahlungen/<int:due_id>/verjaehrt", methods=["GET", "POST"])
@requires(*WRITERS)
def close_lapsed(number: int, due_id: int) -> ResponseReturnValue:
    """Ask for the reason, then close a claim that has lapsed; sent twice, it is done once.

    Where something came in while the page was open, nothing is closed, and the page says what is open now.
    """
    form, member = LapsedForm(), member_of(db.session(), number)
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _close(form, number, due_id)
            flash(_("Der verjährte Anspruch ist geschlossen."), "success")
            return redirect(url_for("dossiers.payments", number=number))
    session, find = db.session(), queries.find_open if form.is_submitted() else queries.get_open
    claim = find(session, member, due_id)
    form.show(queries.open_shown(session, member, due_id))
    return page(
        "dues/close_lapsed.html", status_of(form), form=form, member=member, claim=claim, today=clock.today(), **WORDS
    )


def _close(form: LapsedForm, number: int, due_id: int) -> None:
    why, actor, now = form.reason.data or "", current_actor(), clock.now()
    with transaction() as session:
        member = member_of(session, number)
        form.add(
            session, f"payments:{member.id}", lambda: queries.open_shown(session, member, due_id),
            lambda: actions.close_lapsed(session, member, due_id, why, actor, now).id,
        )


@blueprint.route("/zahlungen/verjaehrt/<int:claim_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_closing(claim_id: int) -> ResponseReturnValue:
    """Ask why a claim was closed by mistake, then ask for it again."""
    form, found = ReasonForm(), queries.get_closed_claim(db.session(), claim_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            again, why, now = queries.get_closed_claim(session, claim_id), form.reason.data or "", clock.now()
            form.once(session, lambda: actions.undo_closing(session, again, why, current_actor(), now).id)
            flash(_("Die Einzahlung ist wieder geschuldet."), "success")
            return redirect(url_for("dossiers.payments", number=found.member.number))
    return page("dues/undo_closing.html", status_of(form), form=form, found=found, member=found.member, **WORDS)
