"""Opening a settlement, with all its figures first; and what a second person does about it."""

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.changes.rules import CONFIRMERS
from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import Overtaken, ReasonForm, RefusalsAt, _, current_actor, page, requires, status_of, translated
from app.settlements import actions, queries
from app.settlements.forms import ActForm, OpeningForm
from app.settlements.views.pieces import WORDS, WRITERS, blueprint, dissolution_on_agenda, kind_of


@blueprint.get("/neu/<kind>/<int:basis_id>")
@requires(*WRITERS)
def start(kind: str, basis_id: int) -> ResponseReturnValue:
    """What a settlement would come to."""
    return _page(OpeningForm(formdata=None), kind, basis_id)


@blueprint.post("/neu/<kind>/<int:basis_id>/vorschau")
@requires(*WRITERS)
def preview(kind: str, basis_id: int) -> ResponseReturnValue:
    """Work it out again with what was typed; nothing is opened."""
    form = OpeningForm()
    form.shown.raw_data = None
    form.validate()
    return _page(form, kind, basis_id)


@blueprint.post("/neu/<kind>/<int:basis_id>")
@requires(*WRITERS)
def open_it(kind: str, basis_id: int) -> ResponseReturnValue:
    """Open the settlement, for somebody else to confirm."""
    form = OpeningForm()
    if form.validate_on_submit():
        with RefusalsAt(form.loss), suppress(Overtaken):
            settlement_id = _open(form, kind, basis_id)
            flash(_("Eröffnet. Jetzt muss jemand anderes bestätigen."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return _page(form, kind, basis_id)


def _open(form: OpeningForm, kind: str, basis_id: int) -> int:
    what, loss, actor, now = kind_of(kind), form.carried_forward, current_actor(), clock.now()
    with transaction() as session:
        basis = queries.get_basis(session, what, basis_id)
        return form.add(
            session, f"settlement:{what}:{basis_id}", lambda: queries.shown_before(session, basis, loss, clock.today()),
            lambda: actions.open_settlement(session, what, basis_id, loss, actor, now).id,
        )


def _page(form: OpeningForm, kind: str, basis_id: int) -> ResponseReturnValue:
    session, today = db.session(), clock.today()
    basis, problem, found = queries.get_basis(session, kind_of(kind), basis_id), "", None
    if request.method == "GET":
        form.loss.data = queries.loss_on_record(session, basis)
    try:
        found = queries.preview(session, basis, form.carried_forward, today)
    except Refusal as refusal:
        problem = str(translated(refusal))
    form.show(queries.shown_before(session, basis, form.carried_forward, today))
    return page(
        "settlements/start.html", status_of(form), form=form, basis=basis, preview=found, problem=problem,
        dissolves_on=dissolution_on_agenda(session, today, found.undone_until) if found else None,
        taken=queries.taken_of(session, found.entries if found else ()),
        minimum=queries.minimum_capital_on(session, today) if found else None,
        contested=queries.appeal_against(session, basis), today=today,
        number=queries.blocking_number(session, *basis.ids),
        before=queries.find_confirmed(session, *basis.ids), **WORDS,
    )


@blueprint.post("/<int:settlement_id>/bestaetigen")
@requires(*CONFIRMERS)
def confirm(settlement_id: int) -> ResponseReturnValue:
    """Confirm what somebody else opened."""
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        ActForm().once(session, lambda: actions.confirm(session, settlement, current_actor(), clock.now()).id)
        has_claim = bool(settlement.claim)
    flash(
        _("Bestätigt. Die Auszahlung steht in der Liste.") if has_claim else _("Bestätigt. Auszuzahlen ist nichts."),
        "success",
    )
    return redirect(url_for(".show", settlement_id=settlement_id))


@blueprint.route("/<int:settlement_id>/ablehnen", methods=["GET", "POST"])
@requires(*CONFIRMERS)
def reject(settlement_id: int) -> ResponseReturnValue:
    """Ask for the reason, then turn down what somebody else opened."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            settlement, actor, now = actions.hold(session, settlement_id), current_actor(), clock.now()
            form.once(session, lambda: actions.reject(session, settlement, form.reason.data or "", actor, now).id)
            flash(_("Abgelehnt. Es ist nichts gebucht."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    settlement = queries.get_settlement(db.session(), settlement_id)
    return page("settlements/reject.html", status_of(form), form=form, settlement=settlement)


@blueprint.post("/<int:settlement_id>/zurueckziehen")
@requires(*CONFIRMERS)
def withdraw(settlement_id: int) -> ResponseReturnValue:
    """Take back what one opened oneself."""
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        ActForm().once(session, lambda: actions.withdraw(session, settlement, current_actor(), clock.now()).id)
    flash(_("Zurückgezogen. Es ist nichts gebucht."), "success")
    return redirect(url_for(".show", settlement_id=settlement_id))
