"""Noting what came in of the rest that a leaver owes, writing it off, and undoing either."""

from contextlib import suppress

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Overtaken, RefusalsAt, _, current_actor, page, requires, status_of
from app.organs.rules import AboutResolution
from app.settlements import actions, queries
from app.settlements.forms import DebtForm, UndoDebtForm, UndoWriteOffForm, WriteOffForm
from app.settlements.models import DebtPayment, Settlement
from app.settlements.rules import AboutGround, PaidOnRefusal, check_debt_stands
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


@blueprint.post("/<int:settlement_id>/rest/ausbuchen")
@requires(*WRITERS)
def write_off_debt(settlement_id: int) -> ResponseReturnValue:
    """Write off the rest that is owed, with the ground."""
    form = WriteOffForm()
    if form.validate_on_submit():
        with (
            RefusalsAt(form.why), RefusalsAt(form.forgone_on, PaidOnRefusal), RefusalsAt(form.ground, AboutGround),
            RefusalsAt(form.resolution, AboutResolution), suppress(Overtaken),
        ):
            _write_off(form, settlement_id)
            flash(_("Der Rest ist ausgebucht."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return shown(settlement_id, writing_off=form)


def _write_off(form: WriteOffForm, settlement_id: int) -> None:
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.add(
            session, f"debt:{settlement_id}", lambda: queries.shown_of_debt(settlement),
            lambda: actions.write_off_debt(
                session, settlement, form.ground.data, form.resolution.data or "", form.forgone_on.day,
                form.why.data or "", actor, now,
            ).id,
        )


@blueprint.route("/<int:settlement_id>/rest/<int:debt_payment_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_debt_paid(settlement_id: int, debt_payment_id: int) -> ResponseReturnValue:
    """Ask for the reason, and the day on which the money went back, then undo a payment of the rest, or its end."""
    settlement = queries.get_settlement(db.session(), settlement_id)
    payment = queries.get_debt_payment(settlement, debt_payment_id)
    if payment.ground is not None:
        return _undo_written_off(settlement, payment)
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


def _undo_written_off(settlement: Settlement, row: DebtPayment) -> ResponseReturnValue:
    form = UndoWriteOffForm(owed_again_on=row.received_on)
    if not form.is_submitted():
        check_debt_stands(row.is_undone)
    if form.validate_on_submit():
        why, again_on, actor, now = form.reason.data or "", form.owed_again_on.day, current_actor(), clock.now()
        with RefusalsAt(form.reason), RefusalsAt(form.owed_again_on, PaidOnRefusal), transaction() as session:
            held = actions.hold(session, settlement.id)
            form.once(session, lambda: actions.undo_written_off(
                session, held, queries.get_debt_payment(held, row.id), again_on, why, actor, now
            ).id)
            flash(_("Storniert; der Rest ist wieder geschuldet."), "success")
            return redirect(url_for(".show", settlement_id=settlement.id))
    return page(
        "settlements/undo_written_off.html", status_of(form), form=form, settlement=settlement, row=row, **WORDS
    )


def _undo(form: UndoDebtForm, settlement_id: int, debt_payment_id: int) -> None:
    why, back_on, actor, now = form.reason.data or "", form.sent_back_on.day, current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.once(session, lambda: actions.undo_debt_paid(
            session, settlement, queries.get_debt_payment(settlement, debt_payment_id), back_on, why, actor, now
        ).id)
