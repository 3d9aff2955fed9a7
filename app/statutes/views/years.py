"""The fiscal years, short ones too."""

from datetime import date

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, transaction
from app.core.values import Refusal
from app.core.web import _, current_actor, page, requires
from app.statutes import actions, queries
from app.statutes.forms import EarlierYearForm, FiscalYearForm
from app.statutes.rules import droppable_fiscal_year, next_fiscal_year
from app.statutes.views.pieces import CHANGERS, READERS, blueprint, go_on, may, refuse


@blueprint.get("/geschaeftsjahre")
@requires(*READERS)
def years() -> ResponseReturnValue:
    """All fiscal years, and the next one as the statute would have it."""
    return _years_page(_proposal(), EarlierYearForm())


def _proposal() -> FiscalYearForm:
    session, today = db.session(), clock.today()
    statute, versions = queries.find_statute_on(session, today), queries.versions(session)
    founded_on = versions[-1].resolved_on if versions else date(today.year, 1, 1)
    year = next_fiscal_year(queries.fiscal_years(session), statute.fiscal_year_start if statute else 1, founded_on)
    return FiscalYearForm(first_day=year.first_day, last_day=year.last_day)


def _years_page(form: FiscalYearForm, earlier: EarlierYearForm) -> ResponseReturnValue:
    return page(
        "statutes/years.html",
        status=422 if form.errors or earlier.errors else 200,
        form=form,
        earlier=earlier,
        years=queries.fiscal_years(db.session()),
        today=clock.today(),
        droppable=droppable_fiscal_year(queries.fiscal_years(db.session()), clock.today()),
        may_change=may(*CHANGERS),
    )


@blueprint.post("/geschaeftsjahre")
@requires(*CHANGERS)
def set_year() -> ResponseReturnValue:
    """Enter the next fiscal year, or move the end of the last one."""
    form = FiscalYearForm()
    if form.validate_on_submit() and form.first_day.data and form.last_day.data:
        try:
            with transaction() as session:
                actions.set_fiscal_year(
                    session, form.first_day.data, form.last_day.data, current_actor(), clock.now()
                )
        except Refusal as refusal:
            refuse(form, "last_day", refusal)
        else:
            flash(_("Das Geschäftsjahr ist eingetragen."), "info")
            return go_on(url_for(".years"))
    return _years_page(form, EarlierYearForm(formdata=None))


@blueprint.post("/geschaeftsjahre/davor")
@requires(*CHANGERS)
def set_earlier_year() -> ResponseReturnValue:
    """Enter the fiscal year before the first known one."""
    form = EarlierYearForm()
    if form.validate_on_submit() and form.earlier_first_day.data:
        try:
            with transaction() as session:
                actions.set_earlier_fiscal_year(session, form.earlier_first_day.data, current_actor(), clock.now())
        except Refusal as refusal:
            refuse(form, "earlier_first_day", refusal)
        else:
            flash(_("Das Geschäftsjahr ist eingetragen."), "info")
            return go_on(url_for(".years"))
    return _years_page(FiscalYearForm(formdata=None), form)


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
