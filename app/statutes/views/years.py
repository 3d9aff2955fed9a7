"""The fiscal years, short ones too."""

from collections.abc import Callable
from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Field

from app.core import clock
from app.core.db import db, transaction
from app.core.web import Form, RefusalsAt, _, current_actor, page, requires, status_of
from app.statutes import actions, queries
from app.statutes.forms import BeginningForm, EarlierYearForm, FiscalYearForm
from app.statutes.rules import FiscalYear, droppable_fiscal_year, duties_ahead, next_fiscal_year
from app.statutes.views.pieces import CHANGERS, READERS, blueprint, from_above, go_on, may

MATTER = "fiscal years"
"""What two people who enter fiscal years wait for."""


@blueprint.get("/geschaeftsjahre")
@requires(*READERS)
def years() -> ResponseReturnValue:
    """All fiscal years, and the next one as the statute would have it."""
    return _years_page(_proposal())


def _proposal() -> FiscalYearForm:
    session, today = db.session(), clock.today()
    statute, versions = queries.find_statute_on(session, today), queries.versions(session)
    founded_on = versions[-1].resolved_on if versions else date(today.year, 1, 1)
    year = next_fiscal_year(queries.fiscal_years(session), statute.fiscal_year_start if statute else 1, founded_on)
    return FiscalYearForm(first_day=year.first_day, last_day=year.last_day)


def _last(session: Session) -> dict[str, object]:
    """The last fiscal year, as the page shows it."""
    known = queries.fiscal_years(session)
    return {"last_year": str(known[-1]) if known else ""}


def _first(session: Session) -> dict[str, object]:
    """The earliest fiscal year, as the page shows it."""
    known = queries.fiscal_years(session)
    return {"first_year": str(known[0]) if known else ""}


def _beginning(session: Session) -> dict[str, object]:
    """The first day of the earliest fiscal year, as its form shows it."""
    known = queries.fiscal_years(session)
    return {"beginning": known[0].first_day if known else None}


def _years_page(
    form: FiscalYearForm | None = None, earlier: EarlierYearForm | None = None, beginning: BeginningForm | None = None
) -> ResponseReturnValue:
    session = db.session()
    known = queries.fiscal_years(session)
    form = (form or FiscalYearForm(formdata=None)).show(_last(session))
    earlier = (earlier or EarlierYearForm(formdata=None)).show(_first(session))
    beginning = beginning or BeginningForm(formdata=None, data=_beginning(session)).show(_beginning(session))
    return page(
        "statutes/years.html",
        status=status_of(form, earlier, beginning),
        form=form,
        earlier=earlier,
        beginning=beginning,
        years=known,
        today=clock.today(),
        droppable=droppable_fiscal_year(known, clock.today()),
        may_change=may(*CHANGERS),
        duties=duties_ahead(known, clock.today()),
    )


@blueprint.post("/geschaeftsjahre")
@requires(*CHANGERS)
def set_year() -> ResponseReturnValue:
    """Enter the next fiscal year, or move the end of the last one."""
    form = FiscalYearForm()

    def act(session: Session) -> object:
        year = FiscalYear(form.first_day.day, form.last_day.day)
        form.check_known(session, MATTER, lambda: _last(session), {"last_year": str(year)})
        return actions.set_fiscal_year(session, year.first_day, year.last_day, current_actor(), clock.now())

    return _entered(form, form.last_day, act, _("Das Geschäftsjahr ist eingetragen.")) or _years_page(form)


@blueprint.post("/geschaeftsjahre/davor")
@requires(*CHANGERS)
def set_earlier_year() -> ResponseReturnValue:
    """Enter the fiscal year before the first known one."""
    form = EarlierYearForm()

    def act(session: Session) -> object:
        form.check_known(session, MATTER, lambda: _first(session))
        return actions.set_earlier_fiscal_year(session, form.earlier_first_day.day, current_actor(), clock.now())

    said = _("Das Geschäftsjahr ist eingetragen.")
    return _entered(form, form.earlier_first_day, act, said) or _years_page(earlier=form)


@blueprint.post("/geschaeftsjahre/beginn")
@requires(*CHANGERS)
def move_beginning() -> ResponseReturnValue:
    """Let the earliest fiscal year begin on another day."""
    form = BeginningForm()

    def act(session: Session) -> object:
        form.check_known(session, MATTER, lambda: _beginning(session))
        known = from_above().entry_within
        return actions.move_beginning(session, form.beginning.day, known, current_actor(), clock.now())

    said = _("Der Beginn des ersten Geschäftsjahrs ist eingetragen.")
    return _entered(form, form.beginning, act, said) or _years_page(beginning=form)


def _entered(form: Form, field: Field, act: Callable[[Session], object], said: str) -> ResponseReturnValue | None:
    """Carry out what a form asks for and go on; None where it is to be shown again, with a refusal at its field."""
    if not form.validate_on_submit():
        return None
    with RefusalsAt(field):
        with transaction() as session:
            act(session)
        flash(said, "info")
        return go_on(url_for(".years"))
    return None


@blueprint.post("/geschaeftsjahre/<first_day>/streichen")
@requires(*CHANGERS)
def drop_year(first_day: str) -> ResponseReturnValue:
    """Drop the last fiscal year; a second click finds it gone and drops no other."""
    years = queries.fiscal_years(db.session())
    year = next((each for each in years if each.first_day.isoformat() == first_day), None)
    if year is not None:
        with transaction() as session:
            actions.drop_fiscal_year(session, year.first_day, current_actor(), clock.now())
        flash(_("Das Geschäftsjahr ist gestrichen."), "info")
    return redirect(url_for(".years"))
