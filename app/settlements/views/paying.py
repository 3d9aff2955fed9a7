"""Noting what was paid, what came back, what is barred; taking a settlement back; its letter."""

from contextlib import suppress

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Overtaken, ReasonForm, RefusalsAt, _, current_actor, page, requires, status_of
from app.settlements import actions, queries
from app.settlements.forms import ClosingForm, ComeBackForm, PayoutForm
from app.settlements.rules import AboutAccount, EntryKind, PaidOnRefusal, ReturnedOnRefusal
from app.settlements.views.pieces import WORDS, WRITERS, blueprint
from app.settlements.views.register import shown
from app.statutes import queries as statutes
from app.statutes.rules import ClosedYearRefusal


@blueprint.post("/<int:settlement_id>/auszahlung")
@requires(*WRITERS)
def pay(settlement_id: int) -> ResponseReturnValue:
    """Note that it was paid, whole or in part."""
    form = PayoutForm()
    if form.validate_on_submit():
        at_day = RefusalsAt(form.paid_on, PaidOnRefusal), RefusalsAt(form.paid_on, ClosedYearRefusal)
        at_account = RefusalsAt(form.iban, AboutAccount)
        with RefusalsAt(form.amount), at_day[0], at_day[1], at_account, suppress(Overtaken):
            _pay(form, settlement_id)
            flash(_("Die Auszahlung ist gebucht."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return shown(settlement_id, payout=form)


def _pay(form: PayoutForm, settlement_id: int) -> None:
    actor, now, today = current_actor(), clock.now(), clock.today()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.add(
            session, f"payout:{settlement_id}",
            lambda: queries.shown_of(queries.payout_of(session, settlement, today)),
            lambda: actions.pay_out(
                session, settlement, form.amount.data or 0, form.paid_on.day, actor, now, form.iban.data or ""
            ).id,
        )


@blueprint.route("/<int:settlement_id>/buchungen/<int:entry_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back(settlement_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask for the reason, then undo what was booked by mistake."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason):
            _take_back(form, settlement_id, entry_id)
            entry = queries.get_entry(queries.get_settlement(db.session(), settlement_id), entry_id)
            is_paid = entry.returns_id is not None
            paid, owed = _("Storniert; die Auszahlung gilt wieder."), _("Storniert; der Betrag ist wieder offen.")
            flash(paid if is_paid else owed, "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    settlement = queries.get_settlement(db.session(), settlement_id)
    entry, closed = queries.get_entry(settlement, entry_id), statutes.closed_through(db.session())
    if not form.is_submitted():
        actions.check_takes_back(settlement, entry)
    return page(
        "settlements/take_back.html", status_of(form), form=form, settlement=settlement, entry=entry,
        is_closed=closed is not None and entry.effective_on <= closed, **WORDS,
    )


def _take_back(form: ReasonForm, settlement_id: int, entry_id: int) -> None:
    why, actor, now = form.reason.data or "", current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.once(session, lambda: actions.take_back(
            session, settlement, queries.get_entry(settlement, entry_id), why, actor, now
        ).id)


@blueprint.route("/<int:settlement_id>/buchungen/<int:entry_id>/rueckgabe", methods=["GET", "POST"])
@requires(*WRITERS)
def come_back(settlement_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask when and why a payout came back from the bank, then let it be owed again from that day on."""
    form = ComeBackForm(returned_on=clock.today())
    if form.validate_on_submit():
        at_day = RefusalsAt(form.returned_on, ReturnedOnRefusal), RefusalsAt(form.returned_on, ClosedYearRefusal)
        with RefusalsAt(form.reason), at_day[0], at_day[1]:
            _come_back(form, settlement_id, entry_id)
            flash(_("Die Rückgabe ist eingetragen; der Betrag ist wieder auszuzahlen."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    settlement = queries.get_settlement(db.session(), settlement_id)
    entry = queries.get_entry(settlement, entry_id)
    may_come_back = entry in settlement.standing and entry.kind is EntryKind.PAYOUT and settlement.undoing is None
    status = status_of(form) if may_come_back or form.is_submitted() else 409
    return page(
        "settlements/come_back.html", status, form=form, settlement=settlement, entry=entry,
        back=settlement.came_back.get(entry_id), may_come_back=may_come_back, **WORDS,
    )


def _come_back(form: ComeBackForm, settlement_id: int, entry_id: int) -> None:
    day, why, actor, now = form.returned_on.day, form.reason.data or "", current_actor(), clock.now()
    with transaction() as session:
        settlement = actions.hold(session, settlement_id)
        form.once(session, lambda: actions.come_back(
            session, settlement, queries.get_entry(settlement, entry_id), day, why, actor, now
        ).id)


@blueprint.post("/<int:settlement_id>/verjaehrt")
@requires(*WRITERS)
def close_barred(settlement_id: int) -> ResponseReturnValue:
    """Close a claim that is barred, with the reason."""
    form = ClosingForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            settlement, actor, now = actions.hold(session, settlement_id), current_actor(), clock.now()
            form.once(session, lambda: actions.close_barred(session, settlement, form.reason.data or "", actor, now).id)
            flash(_("Der verjährte Anspruch ist ausgebucht."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return shown(settlement_id, closing=form)


@blueprint.post("/<int:settlement_id>/storno")
@requires(*WRITERS)
def reverse(settlement_id: int) -> ResponseReturnValue:
    """Take a confirmed settlement back, with the reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            settlement, actor, now = actions.hold(session, settlement_id), current_actor(), clock.now()
            form.once(session, lambda: actions.reverse(session, settlement, form.reason.data or "", actor, now).id)
            flash(_("Storniert; die Gegenbuchungen stehen im Anteilsblatt."), "success")
            return redirect(url_for(".show", settlement_id=settlement_id))
    return shown(settlement_id, reason=form)


@blueprint.post("/<int:settlement_id>/brief")
@requires(*WRITERS)
def write_statement(settlement_id: int) -> ResponseReturnValue:
    """Write the statement that could not be printed before."""
    with transaction() as session:
        actions.write_statement(session, actions.hold(session, settlement_id), current_actor(), clock.now())
    flash(_("Der Brief liegt im Druckkorb."), "success")
    return redirect(url_for(".show", settlement_id=settlement_id))
