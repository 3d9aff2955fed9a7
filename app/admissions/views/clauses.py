"""The clauses of the declaration: all versions, and a new one."""

from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.admissions import actions, queries
from app.admissions.forms import CLAUSE_NAMES, ClauseForm
from app.admissions.rules import PLACES, ClauseKind, readable_words
from app.admissions.views.known import last_clause
from app.admissions.views.pieces import blueprint
from app.core import clock
from app.core.db import db, transaction
from app.core.values import PartyKind, Role
from app.core.web import RefusalsAt, _, current_actor, or_404, page, requires, status_of
from app.statutes import queries as statutes

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR, Role.ADMINISTRATOR)
CHANGERS = (Role.OFFICE, Role.BOARD, Role.ADMINISTRATOR)


@blueprint.get("/antraege/klauseln")
@requires(*READERS)
def clauses() -> ResponseReturnValue:
    """Every clause in all its versions; the one of today first."""
    session, today = db.session(), clock.today()
    versions = queries.clause_versions(session)
    present = {kind: queries.find_clause(session, kind, today) for kind in ClauseKind}
    by_kind = [(kind, present[kind], [each for each in versions if each.kind is kind]) for kind in ClauseKind]
    statute = statutes.find_statute_on(session, today)
    readable = {each.id: readable_words(each.text, PartyKind.COMPANY, statute) for each in versions}
    may_change = current_actor().has_any(CHANGERS)
    return page(
        "admissions/clauses.html", by_kind=by_kind, names=CLAUSE_NAMES, readable=readable, may_change=may_change
    )


def _kind(name: str) -> ClauseKind:
    return or_404(next((kind for kind in ClauseKind if kind.value == name), None))


@blueprint.get("/antraege/klauseln/<name>/neu")
@requires(*CHANGERS)
def new_clause(name: str) -> ResponseReturnValue:
    """The form of a new version, with the wording of today."""
    kind = _kind(name)
    present = queries.find_clause(db.session(), kind, clock.today())
    words = {"heading": present.heading, "text": present.text} if present else {}
    form = ClauseForm(data={**words, "valid_from": clock.today()})
    return _form_page(kind, form.show(last_clause(db.session(), kind)))


def _form_page(kind: ClauseKind, form: ClauseForm) -> ResponseReturnValue:
    return page("admissions/new_clause.html", status_of(form), form=form, kind=kind, names=CLAUSE_NAMES, places=PLACES)


@blueprint.post("/antraege/klauseln/<name>/neu")
@requires(*CHANGERS)
def add_clause(name: str) -> ResponseReturnValue:
    """Add a version; the former ones stay."""
    kind, form = _kind(name), ClauseForm()
    if form.validate_on_submit():
        with RefusalsAt(form.text):
            _add_clause(kind, form.heading.data or "", form.text.data or "", form.valid_from.day, form)
            flash(_("Neue Fassung eingetragen"))
            return redirect(url_for(".clauses"))
    return _form_page(kind, form)


def _add_clause(kind: ClauseKind, heading: str, text: str, day: date, form: ClauseForm) -> None:
    with transaction() as session:

        def act() -> int:
            actions.ensure_clause_texts(session, clock.today())
            return actions.add_clause_version(session, kind, heading, text, day, current_actor(), clock.now()).id

        form.add(session, f"clause:{kind}", lambda: last_clause(session, kind), act)
