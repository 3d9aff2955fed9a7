"""The members behind a number of members, shares or euros of a day, each with its part of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.formats import close_of, fold
from app.core.values import NotFound
from app.core.web import Column, Listing, _, export, page, reading_day, requires, wanted_export
from app.members import queries as members
from app.reports import forms, queries
from app.reports.forms import CLASSES, HELD, KINDS, HeldForm
from app.reports.queries import HeldOn
from app.reports.rules import Among, HeldFigure, HeldRow
from app.reports.views.base import OK, READERS, blueprint

SORTS = ("number", "name", "joined", "shares", "amount")
FILTERS = ("am", "kenntnis", "ab", "bis", "ende", "alle", "kind", "class", "region", "ohne")


@blueprint.get("/bestand/<figure>")
@requires(*READERS)
def held(figure: str) -> ResponseReturnValue:
    """Who is counted in a figure, with what; what the lines add up to is the figure."""
    form, session, today = HeldForm(request.args), db.session(), reading_day()
    status = OK if form.validate() else 422
    wanted = next((each for each in HeldFigure if each == figure), None)
    if wanted is None:
        raise NotFound
    listing, kind, (day, known_on) = Listing.of_request(SORTS, FILTERS), wanted_export(), form.days(today)
    asked = HeldOn(day, close_of(known_on), bool(listing.filters.get("ende")), bool(listing.filters.get("alle")))
    rows = _in_order(_among(form, listing).keep(queries.rows_behind(session, wanted, asked, listing.query)), listing)
    if kind is not None and status == OK:
        return export(kind, f"{figure}-{day:%Y-%m-%d}", _columns(wanted), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset : listing.offset + listing.limit]
    return page(
        "reports/held.html", status, form=form, listing=listing, figure=wanted, asked=asked, known_on=known_on,
        title=HELD[wanted], words=forms, shares=sum(row.shares for row in rows),
        amount=sum(row.amount for row in rows), year=_year_of(day, today), choices=_choices(),
    )


def _among(form: HeldForm, listing: Listing[Any]) -> Among:
    chosen = listing.filters.get
    return Among(
        chosen("kind", ""), chosen("class", ""), chosen("region", ""), chosen("ohne", "") == "region", form.ab.data,
        form.bis.data,
    )


def _year_of(day: date, today: date) -> str | None:
    """The last day of the fiscal year of a day, whose share sheets the lines open; without one the last opens."""
    found = [year for year in members.years_until(db.session(), today) if year.covers(day)]
    return found[0].last_day.isoformat() if found else None


def _in_order(rows: Sequence[HeldRow], listing: Listing[Any]) -> list[HeldRow]:
    keys: dict[str, Any] = {
        "number": lambda row: row.number, "name": lambda row: fold(row.name), "joined": lambda row: row.first_day,
        "shares": lambda row: row.shares, "amount": lambda row: row.amount,
    }
    return sorted(rows, key=keys[listing.sort], reverse=listing.descending)


def _choices() -> list[dict[str, object]]:
    return [
        {"name": "kind", "label": _("Art"), "options": KINDS.items()},
        {"name": "class", "label": _("Mitgliedschaft"), "options": CLASSES.items()},
    ]


def _columns(figure: HeldFigure) -> list[Column[HeldRow]]:
    """Who it is and what it has; the last amount is what was paid in, or else the credit."""
    is_paid = figure is HeldFigure.PAID_IN
    return [
        Column("number", _("Nr."), lambda row: row.number),
        Column("name", _("Name"), lambda row: row.name),
        Column("kind", _("Art"), lambda row: KINDS[row.kind]),
        Column("class", _("Mitgliedschaft"), lambda row: CLASSES[row.member_class]),
        *([] if is_paid else [Column("region", _("Region"), lambda row: row.region)]),
        Column("joined", _("Mitglied seit"), lambda row: row.first_day),
        Column("shares", _("Anteile"), lambda row: row.shares),
        Column(
            "amount", _("Eingezahlt in €") if is_paid else _("Geschäftsguthaben in €"), lambda row: row.amount / 100
        ),
    ]
