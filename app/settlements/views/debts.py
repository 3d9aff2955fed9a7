"""Noting what came in of the rest that a leaver owes, and undoing it."""

from contextlib import suppress

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Overtaken, RefusalsAt, _, current_actor, page, requires, status_of
from app.settlements import actions, queries
from app.settlements.forms import DebtForm, UndoDebtForm
from app.settlements.rules import PaidOnRefusal, check_debt_stands
from app.settlements.views.pieces import WORDS, WRITERS, blueprint
from app.settlements.views.register import shown


@blueprint.post("/<int:settlement_id>/rest")
@requires(*WRITERS)
def note_debt_paid(settlement_id: int) -> ResponseReturnValue:
    """Note a payment of the rest that is owed."""
    form = DebtForm()
    if form.validate_on_submit():
        with RefusalsAt(form.amount), RefusalsAt(form.received_on, PaidOnRefusal), suppress(Overtaken):
            _note(form, settlement_id)
            flash(_("Der Eingang ist vermerkt."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return shown(settlement_id, debt=form)


def _note(form: DebtForm, settlement_id: int) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.add(
            session, f"debt:{settlement_id}", lambda: queries.shown_of_debt(settlement),
            lambda: actions.note_debt_paid(
                session, settlement, form.amount.data or 0, form.received_on.day, form.note.data or "", actor, now
            ).id,
        )


@blueprint.route("/<int:settlement_id>/rest/<int:debt_payment_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_debt_paid(settlement_id: int, debt_payment_id: int) -> ResponseReturnValue:
    """Ask for the reason and the day on which the money went back, then undo a payment of the rest."""
    settlement = queries.get_settlement(db.session(), settlement_id)
    payment = queries.get_debt_payment(settlement, debt_payment_id)
    form = UndoDebtForm(sent_back_on=payment.received_on)
    if not form.is_submitted():
        check_debt_stands(payment.is_undone)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), RefusalsAt(form.sent_back_on, PaidOnRefusal):
            _undo(form, settlement_id, debt_payment_id)
            flash(_("Storniert; der Betrag ist wieder geschuldet."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return page(
        "settlements/undo_debt_paid.html", status_of(form), form=form, settlement=settlement, payment=payment, **WORDS
    )


def _undo(form: UndoDebtForm, settlement_id: int, debt_payment_id: int) -> None:
    why, back_on, actor, now = form.reason.data or "", form.sent_back_on.day, current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.once(session, lambda: actions.undo_debt_paid(
            session, settlement, queries.get_debt_payment(settlement, debt_payment_id), back_on, why, actor, now
        ).id)
