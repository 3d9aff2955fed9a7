"""Papers about a fiscal year for its audit: hand one in, open one, withdraw one."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.forms import YearPaperForm
from app.closing.rules import PaperDayRefusal
from app.closing.views.pieces import READERS, WORDS, WRITERS, blueprint, year_of
from app.core import clock, files
from app.core.db import db, transaction
from app.core.web import ReasonForm, RefusalsAt, _, current_actor, download, page, requires, status_of
from app.statutes.rules import FiscalYear


@blueprint.route("/<ending>/pruefungsunterlagen/neu", methods=["GET", "POST"])
@requires(*WRITERS)
def hand_in(ending: str) -> ResponseReturnValue:
    """Hand in a paper that the audit of the year asks for."""
    form, year = YearPaperForm(), year_of(db.session(), ending)
    if form.validate_on_submit():
        with RefusalsAt(form.paper), RefusalsAt(form.day, PaperDayRefusal), transaction() as session:
            _hand_in(session, form, year)
            flash(_("Eingereicht."), "success")
            return redirect(url_for(".show", ending=ending, _anchor="papers"))
    session = db.session()
    form.show(queries.shown_of_papers(session, year))
    accounts = queries.accounts_of(session, year)
    return page("closing/hand_in.html", status_of(form), form=form, accounts=accounts, **WORDS)


def _hand_in(session: Session, form: YearPaperForm, year: FiscalYear) -> int:
    paper, actor, now = form.paper.checked(), current_actor(), clock.now()
    if paper is None:
        raise form.paper.refusal()
    kind, day = form.meant, form.day.day
    return form.add(
        session, actions.matter_of(year), lambda: queries.shown_of_papers(session, year),
        lambda: actions.hand_in(session, year, kind, day, paper, actor, now).id,
    )


@blueprint.get("/<ending>/pruefungsunterlagen/<int:paper_id>")
@requires(*READERS)
def handed_in(ending: str, paper_id: int) -> ResponseReturnValue:
    """A paper that was handed in; only PDF is ever kept."""
    session = db.session()
    found = queries.get_year_paper(session, year_of(session, ending), paper_id)
    return download(files.get(found.sha256 or ""), found.filename)


@blueprint.route("/<ending>/pruefungsunterlagen/<int:paper_id>/zurueck", methods=["GET", "POST"])
@requires(*WRITERS)
def withdraw(ending: str, paper_id: int) -> ResponseReturnValue:
    """Ask for the reason, then withdraw a paper that does not belong here."""
    form, year = ReasonForm(), year_of(db.session(), ending)
    found = queries.get_year_paper(db.session(), year, paper_id)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            wanted = queries.get_year_paper(session, year, paper_id)
            form.once(session, lambda: actions.withdraw(session, year, wanted, reason, actor, now).id)
            flash(_("Zurückgenommen."), "success")
            return redirect(url_for(".show", ending=ending, _anchor="papers"))
    session = db.session()
    return page(
        "closing/withdraw.html", status_of(form), form=form, accounts=queries.accounts_of(session, year), paper=found,
        withdrawal=queries.find_withdrawal(session, found), **WORDS,
    )
