"""What changes in the register from one day to another."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.formats import close_of, fold
from app.core.web import Column, Listing, _, export, page, reading_day, requires, wanted_export
from app.members import queries as members
from app.reports import forms, queries
from app.reports.forms import BetweenForm
from app.reports.rules import Change, Difference
from app.reports.views.base import OK, READERS, blueprint, tabs

SORTS = ("number", "name", "kind")
FILTERS = ("von", "bis", "kenntnis", "was")


@blueprint.get("/veraenderungen")
@requires(*READERS)
def changes() -> ResponseReturnValue:
    """Who came, who went, whose entry is another one at the close of the last day than on the eve of the first."""
    form, session, today = BetweenForm(request.args), db.session(), reading_day()
    status = OK if form.validate() else 422
    begin = members.years_until(session, today)[-1].first_day
    first, last, known_on = form.days(begin, today)
    found = queries.changes_between(session, first, last, close_of(known_on))
    listing, kind = Listing.of_request(SORTS, FILTERS), wanted_export()
    rows = _in_order([change for change in found if _is_wanted(change, listing)], listing)
    if kind is not None and status == OK:
        return export(kind, f"veraenderungen-{first:%Y-%m-%d}-{last:%Y-%m-%d}", _columns(), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset : listing.offset + listing.limit]
    numbers = {each: sum(change.differences.count(each) for change in found) for each in Difference}
    other = {change.number for change in found if {Difference.NAME, Difference.ADDRESS} & set(change.differences)}
    return page(
        "reports/changes.html", status, form=form, listing=listing, first=first, last=last, known_on=known_on,
        numbers=numbers, renamed_or_moved=len(other), words=forms, tabs=tabs("changes"), all=len(found),
        choices=[{"name": "was", "label": _("Was sich änderte"), "options": forms.CHANGES.items()}],
    )


def _is_wanted(change: Change, listing: Listing[Any]) -> bool:
    text = fold(f"{change.number:04d} {change.line.name} {change.line.address}")
    return all(word in text for word in fold(listing.query).split()) and (
        listing.filters.get("was", "") in ("", *change.differences)
    )


def _in_order(rows: list[Change], listing: Listing[Any]) -> list[Change]:
    keys: Mapping[str, Any] = {
        "number": lambda change: change.number, "name": lambda change: fold(change.line.name),
        "kind": lambda change: change.differences,
    }
    return sorted(rows, key=keys[listing.sort], reverse=listing.descending)


def _columns() -> list[Column[Change]]:
    return [
        Column("number", _("Nr."), lambda change: change.number),
        Column("name", _("Familienname, Vornamen oder Firma"), lambda change: change.line.name),
        Column("kind", _("Was sich änderte"), lambda change: ", ".join(
            str(forms.CHANGES[each]) for each in change.differences
        )),
        Column("shares_then", _("Anteile vorher"), lambda change: change.then.shares if change.then else None),
        Column("shares_now", _("Anteile nachher"), lambda change: change.now.shares if change.now else None),
        Column("address_then", _("Anschrift vorher"), lambda change: change.then.address if change.then else None),
        Column("address_now", _("Anschrift nachher"), lambda change: change.now.address if change.now else None),
        Column("joined", _("Beginn"), lambda change: change.line.first_day),
        Column("left", _("Ende"), lambda change: change.line.last_day),
    ]
