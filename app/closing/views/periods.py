"""Closing a fiscal year for entries, and opening it again."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.closing import actions, queries
from app.closing.views.pieces import WORDS, WRITERS, blueprint, year_of
from app.core import clock
from app.core.db import db, transaction
from app.core.web import KeyedForm, ReasonForm, RefusalsAt, _, current_actor, page, requires, status_of
from app.statutes import queries as statutes


@blueprint.route("/<ending>/schliessen", methods=["GET", "POST"])
@requires(*WRITERS)
def close_year(ending: str) -> ResponseReturnValue:
    """Say what closing means, then close the year for entries."""
    form, year = KeyedForm(), year_of(db.session(), ending)
    if form.validate_on_submit():
        with transaction() as session:
            form.once(session, lambda: actions.close_year(session, year, current_actor(), clock.now()).id)
        flash(_("Geschlossen. In diesem Geschäftsjahr wird nur noch storniert."), "success")
        return redirect(url_for(".show", ending=ending))
    session = db.session()
    accounts, closed_through = queries.accounts_of(session, year), statutes.closed_through(session)
    return page("closing/close_year.html", form=form, accounts=accounts, closed_through=closed_through, **WORDS)


@blueprint.route("/<ending>/oeffnen", methods=["GET", "POST"])
@requires(*WRITERS)
def reopen_year(ending: str) -> ResponseReturnValue:
    """Ask for the reason, then open the year again."""
    form, year = ReasonForm(), year_of(db.session(), ending)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            form.once(session, lambda: actions.reopen_year(session, year, reason, actor, now).id)
            flash(_("Das Geschäftsjahr ist wieder offen."), "success")
            return redirect(url_for(".show", ending=ending))
    accounts = queries.accounts_of(db.session(), year)
    return page("closing/reopen_year.html", status_of(form), form=form, accounts=accounts, **WORDS)
