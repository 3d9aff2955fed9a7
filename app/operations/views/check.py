"""The check of the whole installation: what the last one found, invariant by invariant, and a new one by a worker."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.db import db, once, transaction
from app.core.web import Column, Listing, _, current_actor, export, page, requires, told, wanted_export
from app.operations import actions, queries
from app.operations.forms import AREAS, SEVERITIES, ActForm
from app.operations.queries import KeptFinding
from app.operations.rules import CHECKS, Area, CheckKey, Severity
from app.operations.views.pieces import CHECKERS, blueprint, key_of
from app.operations.views.places import address_of

LAST = 30
"""How many earlier checks the page lists."""

_GRAVEST_FIRST, _AS_LISTED = list(Severity), list(CHECKS)
SORTS: Mapping[str, Callable[[KeptFinding], Any]] = {
    "severity": lambda row: (_GRAVEST_FIRST.index(CHECKS[row.check].severity), _AS_LISTED.index(row.check)),
    "check": lambda row: _AS_LISTED.index(row.check),
    "sentence": lambda row: told(row.told),
}
"""By what the findings can be sorted."""


def columns() -> Sequence[Column[KeptFinding]]:
    """The columns of the findings as a file."""
    return (
        Column("severity", _("Schwere"), lambda row: str(SEVERITIES[CHECKS[row.check].severity])),
        Column("area", _("Bereich"), lambda row: str(AREAS[CHECKS[row.check].area])),
        Column("check", _("Prüfung"), lambda row: _(CHECKS[row.check].name)),
        Column("basis", _("Grundlage"), lambda row: _(CHECKS[row.check].basis) if CHECKS[row.check].basis else ""),
        Column("sentence", _("Befund"), lambda row: told(row.told)),
        Column("page", _("Seite"), lambda row: address_of(row.place)),
    )


@blueprint.get("/pruefung")
@requires(*CHECKERS)
def check() -> ResponseReturnValue:
    """What the last check found, and every invariant it looked for; or that nobody has looked yet."""
    session = db.session()
    last, listing = queries.last_check(session), Listing.of_request(tuple(SORTS), ("check", "severity"))
    found = _sorted(listing, last.findings if last else ())
    if wanted := wanted_export():
        return export(wanted, "pruefung", columns(), found)
    listing.rows, listing.total = found[listing.offset : listing.offset + listing.limit], len(found)
    past, all_past = queries.past_checks(session, 0, LAST)
    return page(
        "operations/check.html", listing=listing, last=last, checks=_by_area(), areas=AREAS, severities=SEVERITIES,
        every=CHECKS, choices=_choices(), address_of=address_of, key=ActForm().key.data, past=past, all_past=all_past,
        under_way=queries.find_open_check(session),
    )


def _sorted(listing: Listing[KeptFinding], findings: Sequence[KeptFinding]) -> list[KeptFinding]:
    """The findings that the address asks for."""
    wanted, grave = listing.filters.get("check", ""), listing.filters.get("severity", "")
    words = listing.query.casefold().split()
    fit = [
        row for row in findings
        if wanted in ("", row.check) and grave in ("", CHECKS[row.check].severity)
        and all(word in told(row.told).casefold() for word in words)
    ]
    return sorted(fit, key=SORTS[listing.sort], reverse=listing.descending)


def _by_area() -> dict[Area, list[CheckKey]]:
    return {area: [key for key, check in CHECKS.items() if check.area is area] for area in Area}


def _choices() -> list[dict[str, Any]]:
    """The filters behind the button."""
    return [
        {"name": "severity", "label": _("Schwere"), "options": [(each, str(SEVERITIES[each])) for each in Severity]},
        {"name": "check", "label": _("Prüfung"), "options": [(key, _(CHECKS[key].name)) for key in CHECKS]},
    ]


@blueprint.post("/pruefung")
@requires(*CHECKERS)
def order_check() -> ResponseReturnValue:
    """Have a worker check everything now."""
    with transaction() as session:
        key, actor, now = key_of("check", 0), current_actor(), clock.now()
        once(session, key, lambda: actions.order_check(session, key, actor, now))
    flash(_("Die Prüfung läuft. Das Ergebnis steht gleich hier."), "ok")
    return redirect(url_for(".check"))
