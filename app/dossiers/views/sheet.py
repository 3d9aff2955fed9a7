"""The share sheet of one fiscal year, as known at a day, on screen and in print."""

from collections.abc import Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import close_of, known_until
from app.core.web import download, reading_day, requires
from app.dossiers import actions, queries
from app.dossiers.forms import SheetForm
from app.dossiers.views.base import READERS, blueprint, member_page
from app.statutes.rules import FiscalYear


def _asked(form: SheetForm, years: Sequence[FiscalYear]) -> tuple[FiscalYear, date | None, int]:
    """The year and the day of knowledge that an address asks for, and the status of its page."""
    status = 200 if form.validate() else 422
    return form.year(years), known_until(form.kenntnis.data, reading_day()), status


@blueprint.get("/<int:number>/anteilsblatt")
@requires(*READERS)
def share_sheet(number: int) -> ResponseReturnValue:
    """What the member held, what was booked and what was left in a year."""
    form, session = SheetForm(request.args), db.session()
    member = queries.get_member(session, number)
    year, known_on, status = _asked(form, queries.sheet_years(session, member, reading_day()))
    sheet = queries.year_sheet(session, member, year, close_of(known_on))
    return member_page(
        "dossiers/share_sheet.html", number, status, tab="shares", asked=form, sheet=sheet, known_on=known_on
    )


@blueprint.get("/<int:number>/anteilsblatt.pdf")
@requires(*READERS)
def share_sheet_file(number: int) -> ResponseReturnValue:
    """The same as a PDF."""
    session = db.session()
    member = queries.get_member(session, number)
    years = queries.sheet_years(session, member, reading_day())
    year, known_on, status = _asked(SheetForm(request.args), years)
    if status != 200:
        return share_sheet(number)
    content = actions.print_share_sheet(session, member, year, close_of(known_on), clock.now())
    return download(content, f"anteilsblatt-{number:04d}-{year.last_day:%Y-%m-%d}.pdf")
