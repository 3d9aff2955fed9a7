"""The share sheet of one fiscal year, on screen and in print."""

from flask import request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.web import download, reading_day, requires
from app.dossiers import actions, queries
from app.dossiers.forms import SheetForm
from app.dossiers.views.base import READERS, blueprint, member_page


@blueprint.get("/<int:number>/anteilsblatt")
@requires(*READERS)
def share_sheet(number: int) -> ResponseReturnValue:
    """What the member held, what was booked and what was left in a year."""
    asked, session = SheetForm(request.args), db.session()
    member = queries.get_member(session, number)
    sheet = queries.year_sheet(session, member, asked.year(queries.sheet_years(session, member, reading_day())))
    return member_page("dossiers/share_sheet.html", number, tab="shares", asked=asked, sheet=sheet)


@blueprint.get("/<int:number>/anteilsblatt.pdf")
@requires(*READERS)
def share_sheet_file(number: int) -> ResponseReturnValue:
    """The same as a PDF."""
    session = db.session()
    member = queries.get_member(session, number)
    year = SheetForm(request.args).year(queries.sheet_years(session, member, reading_day()))
    content = actions.print_share_sheet(session, member, year, clock.now())
    return download(content, f"anteilsblatt-{number:04d}-{year.last_day:%Y-%m-%d}.pdf")
