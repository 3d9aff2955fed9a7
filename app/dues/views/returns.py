"""A payment that came back, and what was paid too much; both undone where they were entered by mistake."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import (
    ReasonForm,
    RefusalsAt,
    _,
    current_actor,
    or_404,
    page,
    requires,
    status_of,
    translated,
)
from app.dues import actions, queries
from app.dues.forms import RefundForm, ReturnForm
from app.dues.queries import ReturnPreview
from app.dues.rules import CostsRefusal, RefundDayRefusal, check_may_refund
from app.dues.views.pieces import WORDS, WRITERS, blueprint, member_of, paid_out_with, purpose_of
from app.members import queries as members
from app.shares import queries as shares
from app.shares.queries import PaymentReceived
from app.statutes.rules import ClosedYearRefusal


@blueprint.route("/zahlungen/<int:payment_id>/rueckgabe", methods=["GET", "POST"])
@requires(*WRITERS)
def returned(payment_id: int) -> ResponseReturnValue:
    """Ask when and why a payment came back and what it cost, then reopen what it covered."""
    form = ReturnForm(returned_on=clock.today(), reason=_("Rücklastschrift"))
    payment = or_404(shares.find_payment(db.session(), payment_id))
    member = members.get_member(db.session(), payment.member_id)
    if form.validate_on_submit():
        with RefusalsAt(form.returned_on), RefusalsAt(form.costs, CostsRefusal), transaction() as session:
            again, actor, now = shares.get_payment(session, payment_id), current_actor(), clock.now()
            facts = (form.returned_on.day, form.costs.data or 0, form.reason.data or "")
            form.once(session, lambda: actions.return_payment(session, again, *facts, actor, now).id)
            flash(_("Die Zahlung %(number)s kam zurück; was sie deckte, ist wieder offen.", number=payment.number))
            return redirect(url_for("dossiers.payments", number=member.number))
    return _returned_page(form, payment)


def _returned_page(
    form: ReturnForm, payment: PaymentReceived, found: ReturnPreview | None = None, problem: str = ""
) -> ResponseReturnValue:
    session = db.session()
    back, reversal = shares.return_of(session, payment.id), shares.reversal_of(session, payment.id)
    is_over = back or reversal or payment.returns_id or payment.reverses_id
    return page(
        "dues/returned.html", 409 if is_over and request.method == "GET" else status_of(form), form=form,
        payment=payment, member=members.get_member(session, payment.member_id), back=back, reversal=reversal,
        preview=found, problem=problem, paid_out=paid_out_with(session, payment, clock.today()), **WORDS,
    )


@blueprint.post("/zahlungen/<int:payment_id>/rueckgabe/vorschau")
@requires(*WRITERS)
def return_preview(payment_id: int) -> ResponseReturnValue:
    """Show what a return would bring about; nothing is booked. A script asks for the panel alone."""
    form, payment = ReturnForm(), or_404(shares.find_payment(db.session(), payment_id))
    found, problem = _judged(form, payment)
    if "HX-Request" in request.headers:
        paid_out = paid_out_with(db.session(), payment, clock.today())
        return render_template("dues/_return_preview.html", preview=found, problem=problem, paid_out=paid_out)
    return _returned_page(form, payment, found, problem)


def _judged(form: ReturnForm, payment: PaymentReceived) -> tuple[ReturnPreview | None, str]:
    """What would be booked, or a sentence on why that cannot be said."""
    if not form.validate():
        return None, " ".join(dict.fromkeys(sentence for _field, sentence in form.error_list()))
    try:
        day, costs = form.returned_on.day, form.costs.data or 0
        return queries.preview_return(db.session(), payment, day, costs, clock.today()), ""
    except Refusal as refusal:
        return None, str(translated(refusal))


@blueprint.route("/mitglieder/<int:number>/erstattung/<purpose>", methods=["GET", "POST"])
@requires(*WRITERS)
def refund(number: int, purpose: str) -> ResponseReturnValue:
    """Ask by which transfer it was sent back, then use up what was paid too much; refused where nothing was."""
    form, chosen = RefundForm(refunded_on=clock.today()), purpose_of(purpose)
    member = member_of(db.session(), number)
    if form.validate_on_submit():
        at_day = RefusalsAt(form.refunded_on, RefundDayRefusal), RefusalsAt(form.refunded_on, ClosedYearRefusal)
        with RefusalsAt(form.reason), at_day[0], at_day[1], transaction() as session:
            again, actor, now = member_of(session, number), current_actor(), clock.now()
            day, said = form.refunded_on.day, form.reason.data or ""
            form.once(session, lambda: actions.refund_advance(session, again, chosen, day, said, actor, now).id)
            flash(_("Die Erstattung ist eingetragen."), "success")
            return redirect(url_for("dossiers.payments", number=number))
    advance = shares.advances_of(db.session(), member.id).get(chosen, 0)
    if not form.is_submitted():
        check_may_refund(chosen, advance, members.is_member_on(db.session(), member.party_id, clock.today()))
    return page(
        "dues/refund.html", status_of(form), form=form, member=member, purpose=chosen, advance=advance, **WORDS
    )


@blueprint.route("/zahlungen/rueckgaben/<int:return_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_return(return_id: int) -> ResponseReturnValue:
    """Ask why a return was none, then let the payment count again and take its costs back."""
    form, found = ReasonForm(), queries.get_return(db.session(), return_id)
    payment = shares.get_payment(db.session(), found.payment_id)
    member = members.get_member(db.session(), payment.member_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            again, why, now = queries.get_return(session, return_id), form.reason.data or "", clock.now()
            form.once(session, lambda: actions.undo_return(session, again, why, current_actor(), now).id)
            told = _("Die Rückgabe ist storniert; die Zahlung %(number)s zählt wieder.", number=payment.number)
            flash(told, "success")
            return redirect(url_for("dossiers.payments", number=member.number))
    return page(
        "dues/undo_return.html", status_of(form), form=form, found=found, payment=payment, member=member, **WORDS
    )


@blueprint.route("/zahlungen/erstattungen/<int:refund_id>/storno", methods=["GET", "POST"])
@requires(*WRITERS)
def undo_refund(refund_id: int) -> ResponseReturnValue:
    """Ask why a refund was none, then let what was paid too much stand again."""
    form, found = ReasonForm(), queries.get_refund(db.session(), refund_id)
    member = members.get_member(db.session(), found.due.member_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            again, why, now = queries.get_refund(session, refund_id), form.reason.data or "", clock.now()
            form.once(session, lambda: actions.undo_refund(session, again, why, current_actor(), now).id)
            flash(_("Die Erstattung ist storniert; der Betrag gilt wieder als zu viel gezahlt."), "success")
            return redirect(url_for("dossiers.payments", number=member.number))
    return page("dues/undo_refund.html", status_of(form), form=form, found=found, member=member, **WORDS)
