"""The movement of a fiscal year, and the entries behind each of its figures."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db
from app.core.formats import close_of, fold, known_until
from app.core.values import NotFound
from app.core.web import Column, Listing, _, download, export, page, reading_day, requires, wanted_export
from app.members import queries as members
from app.reports import actions, forms, queries
from app.reports.forms import FIGURES, GROUNDS, YearForm
from app.reports.queries import EntryRow
from app.reports.rules import CHANGES, ENTRIES, OPENING, Figure
from app.reports.views.base import OK, READERS, blueprint, tabs
from app.statutes.rules import FiscalYear

ENTRY_SORTS = ("day", "number", "name", "recorded", "ground", "shares", "amount")


def _asked(form: YearForm) -> tuple[FiscalYear, date | None, int]:
    """The year and the day of knowledge that an address asks for, and the status of its page."""
    status, years = OK if form.validate() else 422, members.years_until(db.session(), reading_day())
    return form.year(years, clock.today()), known_until(form.kenntnis.data, reading_day()), status


@blueprint.get("/bewegung")
@requires(*READERS)
def movement() -> ResponseReturnValue:
    """Who joined and left in a year, what became of shares, credit and liability (§ 338 HGB)."""
    form = YearForm(request.args)
    year, known_on, status = _asked(form)
    report = queries.year_report(db.session(), year, close_of(known_on))
    return page(
        "reports/movement.html", status, form=form, year=year, known_on=known_on, report=report, today=clock.today(),
        tabs=tabs("movement"), words=forms, behind=_behind(year, known_on),
    )


def _behind(year: FiscalYear, known_on: date | None) -> Any:
    """The address of the entries behind a figure."""
    state: dict[str, Any] = {"jahr": year.last_day.isoformat(), "kenntnis": known_on.isoformat() if known_on else None}
    return lambda figure, ground=None: url_for("reports.entries", figure=figure, grund=ground, **state)


@blueprint.get("/bewegung.pdf")
@requires(*READERS)
def movement_file() -> ResponseReturnValue:
    """The movement of a year for the notes to the accounts."""
    year, known_on, status = _asked(YearForm(request.args))
    if status != OK:
        return movement()
    content = actions.print_movement(db.session(), year, close_of(known_on), clock.now())
    return download(content, f"mitgliederbewegung-{year.last_day:%Y-%m-%d}.pdf")


@blueprint.get("/bewegung/<figure>")
@requires(*READERS)
def entries(figure: str) -> ResponseReturnValue:
    """The entries behind one figure of the movement."""
    form, kind = YearForm(request.args), wanted_export()
    listing = Listing.of_request(ENTRY_SORTS, ("jahr", "kenntnis", "grund"))
    year, known_on, status = _asked(form)
    wanted = next((each for each in Figure if each == figure), None)
    if wanted is None:
        raise NotFound
    ground = listing.filters.get("grund", "")
    found = queries.entries_behind(db.session(), year, wanted, "", close_of(known_on))
    grounds = {row.ground.value: GROUNDS[row.ground.value] for row in found}
    rows = _in_order([row for row in found if ground in ("", row.ground) and row.holds(fold(listing.query).split())],
                     listing)
    if kind is not None and status == OK:
        return export(kind, f"{figure}-{year.last_day:%Y-%m-%d}", _columns(wanted not in ENTRIES), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset : listing.offset + listing.limit]
    return page(
        "reports/entries.html", status, form=form, listing=listing, figure=wanted, year=year, known_on=known_on,
        title=FIGURES[wanted], words=forms, shares=sum(row.shares for row in rows),
        amount=sum(row.amount for row in rows), tabs=tabs("movement"), is_opening=wanted in OPENING,
        is_stock=wanted not in ENTRIES, is_change=wanted in CHANGES,
        choices=[{"name": "grund", "label": _("Vorgang"), "options": grounds.items()}],
    )


def _in_order(rows: list[EntryRow], listing: Listing[Any]) -> list[EntryRow]:
    keys: dict[str, Any] = {
        "day": lambda row: row.day, "number": lambda row: row.number, "name": lambda row: fold(row.name),
        "recorded": lambda row: row.recorded_at, "ground": lambda row: row.ground, "shares": lambda row: row.shares,
        "amount": lambda row: row.amount,
    }
    return sorted(rows, key=keys[listing.sort], reverse=listing.descending)


def _columns(is_stock: bool) -> list[Column[EntryRow]]:
    """Of what somebody had at an end of the year, the day and the ground are those of the membership."""
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Name"), lambda row: row.name),
        Column("day", _("Mitglied seit") if is_stock else _("Wirksam"), lambda row: row.day),
        Column("recorded", _("Erfasst"), lambda row: row.recorded_at),
        Column("ground", _("Beitritt durch") if is_stock else _("Vorgang"), lambda row: GROUNDS[row.ground.value]),
        Column("document", _("Beleg"), lambda row: row.document),
        Column("shares", _("Anteile"), lambda row: row.shares or None),
        Column("amount", _("Betrag in €"), lambda row: row.amount / 100 if row.amount else None),
    ]
