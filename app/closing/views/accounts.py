"""The annual accounts: all years with their days, one year, and the acts that record a step or take it back."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.closing import actions, queries
from app.closing.forms import STEP_FORMS, AccountsForm, AdoptForm, PrepareForm
from app.closing.models import AccountsEntry
from app.closing.rules import AccountsStep, BalanceTotalRefusal
from app.closing.views.pieces import READERS, WORDS, WRITERS, blueprint, year_of
from app.core import clock, files
from app.core.db import db, transaction
from app.core.uploads import CheckedFile
from app.core.values import NotFound
from app.core.web import (
    ReasonForm,
    RefusalsAt,
    UploadField,
    _,
    current_actor,
    download,
    may_open,
    page,
    reading_day,
    requires,
    status_of,
)
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


@blueprint.get("/")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """Every fiscal year that is over: until when, and when, its accounts were prepared, adopted and disclosed."""
    session, today = db.session(), clock.today()
    found = [queries.accounts_of(session, year) for year in queries.years_over(session, today)]
    return page("closing/index.html", found=found, today=today, read_until=reading_day(), **WORDS)


@blueprint.get("/<ending>")
@requires(*READERS)
def show(ending: str) -> ResponseReturnValue:
    """The accounts of one year: steps, figures, what they call for, and the history."""
    session = db.session()
    accounts = queries.accounts_of(session, year_of(session, ending))
    adopted_on, figures, year_end = accounts.days.get(AccountsStep.ADOPTED), accounts.figures, accounts.year.last_day
    balances = queries.balances_at_close(session, year_end)
    return page(
        "closing/show.html", accounts=accounts, figures=figures, today=clock.today(), read_until=reading_day(),
        balances=balances, former=balances - queries.equity_at_close(session, year_end),
        drift=queries.drift_of(session, accounts), shortfall=queries.lacking_in(session, accounts),
        notice=queries.loss_notice(session, accounts),
        challenge_until=queries.last_day_to_challenge(session, adopted_on) if adopted_on else None,
        entries=queries.entries_of(session, year_end), closings=statutes.closings_of(session, year_end),
        papers=queries.papers_of(session, year_end), missing=queries.missing_papers(session, accounts),
        closed_through=statutes.closed_through(session), may_write=current_actor().has_any(WRITERS),
        may_open_sheets=may_open("dossiers.share_sheet"), **WORDS,
    )


@blueprint.route("/<ending>/<step>", methods=["GET", "POST"])
@requires(*WRITERS)
def record(ending: str, step: str) -> ResponseReturnValue:
    """Record that the accounts were prepared, adopted or disclosed."""
    form, year = STEP_FORMS[_step(step)](), year_of(db.session(), ending)
    if form.validate_on_submit():
        at_total = RefusalsAt(form.total_field, BalanceTotalRefusal)
        with RefusalsAt(form.day), at_total, transaction() as session:
            _record(session, form, year)
            flash(_("Eingetragen."), "success")
            return redirect(url_for(".show", ending=ending))
    accounts = queries.accounts_of(db.session(), year)
    form.show(queries.shown_of(db.session(), year))
    return page("closing/record.html", status_of(form), form=form, accounts=accounts, **WORDS)


def _step(word: str) -> AccountsStep:
    if word not in list(AccountsStep):
        raise NotFound
    return AccountsStep(word)


def _record(session: Session, form: AccountsForm, year: FiscalYear) -> int:
    act = _ACTS[form.step]
    return form.add(
        session, actions.matter_of(year), lambda: queries.shown_of(session, year), lambda: act(session, form, year).id
    )


def _prepare(session: Session, form: AccountsForm, year: FiscalYear) -> AccountsEntry:
    assert isinstance(form, PrepareForm)
    figures, paper = form.figures(), form.paper.checked()
    return actions.prepare(session, year, form.day.day, figures, paper, current_actor(), clock.now())


def _adopt(session: Session, form: AccountsForm, year: FiscalYear) -> AccountsEntry:
    assert isinstance(form, AdoptForm)
    paper, reference = _file_of(form.paper), form.reference.data or ""
    return actions.adopt(session, year, form.day.day, reference, paper, current_actor(), clock.now())


def _disclose(session: Session, form: AccountsForm, year: FiscalYear) -> AccountsEntry:
    return actions.disclose(session, year, form.day.day, current_actor(), clock.now())


_ACTS: Mapping[AccountsStep, Callable[[Session, AccountsForm, FiscalYear], AccountsEntry]] = {
    AccountsStep.PREPARED: _prepare, AccountsStep.ADOPTED: _adopt, AccountsStep.DISCLOSED: _disclose,
}


def _file_of(field: UploadField) -> CheckedFile:
    found = field.checked()
    if found is None:
        raise field.refusal()
    return found


@blueprint.route("/<ending>/<step>/zurueck", methods=["GET", "POST"])
@requires(*WRITERS)
def take_back(ending: str, step: str) -> ResponseReturnValue:
    """Ask for the reason, then take a step back that was recorded by mistake."""
    form, year, wanted = ReasonForm(), year_of(db.session(), ending), _step(step)
    if form.validate_on_submit():
        with RefusalsAt(form.reason), transaction() as session:
            actor, now, reason = current_actor(), clock.now(), form.reason.data or ""
            form.once(session, lambda: actions.take_back(session, year, wanted, reason, actor, now).id)
            flash(_("Zurückgenommen; die Einträge bleiben im Verlauf."), "success")
            return redirect(url_for(".show", ending=ending))
    accounts = queries.accounts_of(db.session(), year)
    return page("closing/take_back.html", status_of(form), form=form, accounts=accounts, step=wanted, **WORDS)


@blueprint.get("/<ending>/unterlagen/<int:entry_id>")
@requires(*READERS)
def paper(ending: str, entry_id: int) -> ResponseReturnValue:
    """The paper kept with an entry; only PDF is ever kept."""
    session = db.session()
    digest = queries.get_paper(session, year_of(session, ending), entry_id)
    return download(files.get(digest), f"jahresabschluss-{ending}-{entry_id}.pdf")
