"""What is done on the page of one prospect: invite to join, link an application, consent, ask, delete; the periods."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Overtaken, RefusalsAbove, RefusalsAt, _, current_actor, page, requires, status_of
from app.prospects import actions, queries
from app.prospects.forms import ActForm, AssignForm, ConsentForm, TermsForm
from app.prospects.rules import AboutApplicant, ConsentRefusal, Terms
from app.prospects.views.pieces import WORDS, WRITERS, blueprint, row_of
from app.prospects.views.showing import consent_of, show_page


def _done(said: str, act: Callable[..., object], prospect_id: int) -> ResponseReturnValue:
    """Carry an act out once, say so, and go back to the page."""
    with transaction() as session:
        actor, now = current_actor(), clock.now()
        ActForm().once(session, lambda: _id_of(act(session, prospect_id, actor, now), prospect_id))
    flash(said)
    return redirect(url_for(".show", prospect_id=prospect_id))


def _id_of(_done: object, prospect_id: int) -> int:
    return prospect_id


@blueprint.post("/interessenten/<int:prospect_id>/einladen")
@requires(*WRITERS)
def invite(prospect_id: int) -> ResponseReturnValue:
    """Send the link by which a prospect joins."""
    return _done(_("Der Link ist unterwegs"), actions.invite, prospect_id)


@blueprint.post("/interessenten/<int:prospect_id>/fragen")
@requires(*WRITERS)
def ask(prospect_id: int) -> ResponseReturnValue:
    """Ask whether the data are to be kept, before the night does."""
    return _done(_("Gefragt"), actions.ask, prospect_id)


@blueprint.post("/interessenten/<int:prospect_id>/antrag")
@requires(*WRITERS)
def assign(prospect_id: int) -> ResponseReturnValue:
    """Note which application a prospect has handed in."""
    form = AssignForm()
    if form.validate_on_submit():
        with RefusalsAt(form.number), RefusalsAt(form.is_meant, AboutApplicant):
            with transaction() as session:
                number, actor, now = form.number.data or "", current_actor(), clock.now()
                is_meant = bool(form.is_meant.data)
                form.once(
                    session, lambda: actions.link_by_number(session, prospect_id, number, actor, now, is_meant).id
                )
            flash(_("Zugeordnet"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return show_page(prospect_id, assign_form=form)


@blueprint.post("/interessenten/<int:prospect_id>/einwilligung")
@requires(*WRITERS)
def note_consent(prospect_id: int) -> ResponseReturnValue:
    """Note a consent that was given otherwise."""
    form = ConsentForm()
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAt(form.note), RefusalsAt(form.consented_on, ConsentRefusal):
            with transaction() as session:
                form.check_known(
                    session, f"prospect:{prospect_id}",
                    lambda: consent_of(queries.get_prospect(session, prospect_id)),
                )
                day, note = form.consented_on.day, form.note.data or ""
                actions.note_consent(session, prospect_id, day, note, current_actor(), clock.now())
            flash(_("Einwilligung vermerkt"))
            return redirect(url_for(".show", prospect_id=prospect_id))
    return show_page(prospect_id, consent_form=form)


@blueprint.route("/interessenten/<int:prospect_id>/loeschen", methods=["GET", "POST"])
@requires(*WRITERS)
def erase(prospect_id: int) -> ResponseReturnValue:
    """Say what goes and what stays, then delete it."""
    row, form = row_of(prospect_id), ActForm()
    if form.validate_on_submit():
        return _done(_("Gelöscht"), actions.erase, prospect_id)
    return page("prospects/erase.html", form=form, row=row, prospect=row.prospect, **WORDS)


@blueprint.route("/interessenten/fristen", methods=["GET", "POST"])
@requires(*WRITERS)
def terms() -> ResponseReturnValue:
    """After how long somebody is asked, and how long there is to answer."""
    stored = vars(queries.terms_now(db.session()))
    form = TermsForm(data=stored).show(stored)
    if form.validate_on_submit():
        with suppress(Overtaken), RefusalsAbove(form):
            with transaction() as session:
                form.check_known(session, "prospect terms", lambda: vars(queries.terms_now(session)))
                _set_terms(session, form)
            flash(_("Gespeichert"))
            return redirect(url_for(".index"))
    return page("prospects/terms.html", status_of(form), form=form, **WORDS)


def _set_terms(session: Any, form: TermsForm) -> None:
    wanted = Terms(form.idle_months.data or 0, form.reply_days.data or 0)
    actions.set_terms(session, wanted, current_actor(), clock.now())
