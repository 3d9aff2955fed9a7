"""Whom the office does not dun, and the levels of dunning."""

from contextlib import suppress

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Role
from app.core.web import Overtaken, RefusalsAt, _, current_actor, page, requires, status_of
from app.dues import actions, queries
from app.dues.forms import RunForm, StopForm, TermsForm
from app.dues.views.pieces import WORDS, WRITERS, blueprint, member_of

SETTERS = (Role.OFFICE, Role.ADMINISTRATOR)


@blueprint.get("/mahnungen/sperre/<int:number>")
@requires(*WRITERS)
def stopping(number: int) -> ResponseReturnValue:
    """Ask why and until when a member is not dunned, or show the stop that holds."""
    return _stop_page(number, StopForm())


def _stop_page(number: int, form: StopForm) -> ResponseReturnValue:
    session = db.session()
    member = member_of(session, number)
    return page(
        "dues/stop.html", status_of(form), form=form, member=member, lift=RunForm(),
        stop=queries.find_stop(session, member.id, clock.today()), stops=queries.stops_of(session, member.id), **WORDS,
    )


@blueprint.post("/mahnungen/sperre/<int:number>")
@requires(*WRITERS)
def stop(number: int) -> ResponseReturnValue:
    """Dun a member no more."""
    form = StopForm()
    if form.validate_on_submit():
        with RefusalsAt(form.until), transaction() as session:
            member, actor, now = member_of(session, number), current_actor(), clock.now()
            why, until = form.reason.data or "", form.until.data
            form.once(session, lambda: actions.stop_dunning(session, member, why, until, actor, now).id)
            flash(_("Dieses Mitglied wird nicht gemahnt."), "success")
            return redirect(url_for("dossiers.payments", number=number))
    return _stop_page(number, form)


@blueprint.post("/mahnungen/sperre/<int:number>/aufheben")
@requires(*WRITERS)
def resume(number: int) -> ResponseReturnValue:
    """Lift the stop of a member."""
    form = RunForm()
    with transaction() as session:
        member, actor, now = member_of(session, number), current_actor(), clock.now()
        form.once(session, lambda: actions.resume_dunning(session, member, actor, now).id)
    flash(_("Die Mahnsperre ist aufgehoben."), "success")
    return redirect(url_for("dossiers.payments", number=number))


@blueprint.route("/mahnungen/stufen", methods=["GET", "POST"])
@requires(*SETTERS)
def terms() -> ResponseReturnValue:
    """The levels of dunning: when, until when, at what cost."""
    stored = TermsForm.values_of(queries.terms_now(db.session()))
    form = TermsForm(data=stored)
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAt(form.clause):
            _set(form)
            flash(_("Die Mahnstufen gelten ab jetzt; geschriebene Briefe bleiben, wie sie sind."), "success")
            return redirect(url_for(".terms"))
    return page("dues/terms.html", status_of(form), form=form.show(stored), **WORDS)


def _set(form: TermsForm) -> None:
    with transaction() as session:
        form.add(
            session, "dunning terms", lambda: TermsForm.values_of(queries.terms_now(session)),
            lambda: actions.set_terms(session, form.terms(), current_actor(), clock.now()),
        )
