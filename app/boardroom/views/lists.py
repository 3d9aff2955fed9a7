"""What is open and waits for a vote, and the register of all resolutions."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.boardroom import queries, rules
from app.boardroom.forms import ORGAN_NAMES, PROCEDURE_NAMES, STATE_NAMES
from app.boardroom.queries import Resolution
from app.boardroom.views.pieces import CONVENERS, READERS, WORDS, blueprint, my_organs, my_party, procedure_of
from app.core.db import db
from app.core.web import Column, Listing, _, current_actor, export, page, reading_day, requires, titled, wanted_export
from app.organs import queries as organs
from app.organs.rules import Organ, Procedure


@blueprint.get("/")
@requires(*READERS)
def index() -> ResponseReturnValue:
    """What waits: the person's own votes, resolutions under way, matters that no resolution has taken up yet."""
    session, today, party_id = db.session(), reading_day(), my_party()
    waiting = organs.items_awaiting(session, party_id, today) if party_id else []
    pending, names = queries.pending(session), queries.names_of(session, waiting)
    return page(
        "boardroom/index.html",
        waiting=[(item, names[item.id]) for item in waiting],
        running=organs.open_resolutions(session),
        pending=[each for each in pending if each.items],
        may_convene=current_actor().has_any(CONVENERS),
        my_organs=my_organs(),
        may_see_applications=current_actor().has_any(rules.SEE_APPLICATIONS),
        today=today,
        **WORDS,
    )


def columns() -> Sequence[Column[Resolution]]:
    """The columns of the register as a file."""
    return (
        Column("number", _("Nummer"), lambda row: row.number),
        Column("organ", _("Organ"), lambda row: str(ORGAN_NAMES[row.organ])),
        Column("title", _("Titel"), lambda row: titled(row.title)),
        Column("procedure", _("Verfahren"), procedure_of),
        Column("opened", _("Eröffnet"), lambda row: row.opened_at),
        Column("closed", _("Geschlossen"), lambda row: row.closed_at),
        Column("items", _("Gegenstände"), lambda row: len(row.items), is_number=True),
        Column("state", _("Ergebnis"), lambda row: str(STATE_NAMES[queries.state_of(row)])),
    )


@blueprint.get("/verzeichnis")
@requires(*READERS)
def register() -> ResponseReturnValue:
    """The register of resolutions: searched, filtered, sorted, exported."""
    listing = Listing.of_request(tuple(organs.SORTS), ("organ", "year", "procedure", "state"))
    wanted, session = wanted_export(), db.session()
    listing.descending = listing.descending or "sort" not in request.args
    found, total = organs.register(
        session, words=listing.query, sort=listing.sort, descending=listing.descending,
        offset=0 if wanted else listing.offset, limit=None if wanted else listing.limit, **_filters(listing),
    )
    if wanted:
        return export(wanted, "beschluesse", columns(), found)
    listing.rows, listing.total = found, total
    return page(
        "boardroom/register.html", listing=listing, choices=_choices(), state_of=queries.state_of,
        state_names=STATE_NAMES, chips=_chips(listing), **WORDS,
    )


def _filters(listing: Listing[Any]) -> dict[str, Any]:
    """The filters as the query reads them; a value nobody offers is no filter."""
    chosen = listing.filters
    organ, procedure, year = chosen.get("organ", ""), chosen.get("procedure", ""), chosen.get("year", "")
    return {
        "organ": Organ(organ) if organ in set(Organ) else None,
        "procedure": Procedure(procedure) if procedure in set(Procedure) else None,
        "year": int(year) if year.isdecimal() and len(year) == 4 else None,
        "state": chosen.get("state", "") if chosen.get("state", "") in organs.STATES else "",
    }


def _procedures() -> dict[Procedure, str]:
    """The procedures one looks for; what assemblies resolved is recorded, from here or from elsewhere."""
    return {**PROCEDURE_NAMES, Procedure.RECORDED: _("Versammlung oder nachgetragen")}


def _choices() -> list[dict[str, Any]]:
    return [
        {"name": "organ", "label": _("Organ"), "options": list(ORGAN_NAMES.items())},
        {"name": "year", "label": _("Jahr"), "options": [(year, year) for year in organs.years(db.session())]},
        {"name": "procedure", "label": _("Verfahren"), "options": list(_procedures().items())},
        {"name": "state", "label": _("Ergebnis"), "options": [(key, STATE_NAMES[key]) for key in organs.STATES]},
    ]


def _chips(listing: Listing[Any]) -> list[dict[str, Any]]:
    words = {choice["name"]: {str(value): word for value, word in choice["options"]} for choice in _choices()}
    labels = {choice["name"]: choice["label"] for choice in _choices()}
    return [
        {"label": labels[name], "value": words[name].get(value, value), "name": name}
        for name, value in listing.filters.items()
    ]
