"""Noting that several were paid at once, as after a collective transfer."""

from contextlib import suppress

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Overtaken, RefusalsAt, _n, an_id, current_actor, page, requires, status_of
from app.settlements import actions, queries
from app.settlements.forms import TogetherForm
from app.settlements.views.pieces import WORDS, WRITERS, blueprint


@blueprint.post("/auszahlen")
@requires(*WRITERS)
def pay_together() -> ResponseReturnValue:
    """Ask for the day, then note that everything chosen was paid as far as it may be."""
    is_sent = "paid_on" in request.form
    form = TogetherForm() if is_sent else TogetherForm(formdata=None, paid_on=clock.today())
    if is_sent and form.validate_on_submit():
        with RefusalsAt(form.paid_on), suppress(Overtaken):
            number = _pay(form)
            flash(_n("%(num)s Auszahlung ist gebucht.", "%(num)s Auszahlungen sind gebucht.", number), "success")
            return redirect(url_for(".index"))
    today = clock.today()
    chosen = queries.chosen(db.session(), _ids(), today)
    form.show(queries.shown_together(chosen))
    return page(
        "settlements/together.html", status_of(form), form=form, chosen=chosen, today=today,
        together=sum(each.payable_on(today) for each in chosen),
        may_pay=not all(each.is_barred(today) for each in chosen), **WORDS,
    )


def _ids() -> list[int]:
    return request.form.getlist("ids", type=an_id)


def _pay(form: TogetherForm) -> int:
    ids, actor, now, today = _ids(), current_actor(), clock.now(), clock.today()
    with transaction() as session:
        return form.add(
            session, "payouts", lambda: queries.shown_together(queries.chosen(session, ids, today)),
            lambda: actions.pay_together(session, ids, form.paid_on.day, actor, now),
        )
