"""Bundles as a picture: which are large, which wait, since when; the numbers stand beside it."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.bundles import queries as bundles
from app.core import clock
from app.core.db import db
from app.core.web import Column, Listing, _, export, page, requires, wanted_export
from app.promotion import queries
from app.promotion.forms import FIELDS
from app.promotion.queries import Drawn
from app.promotion.views.pieces import READERS, WORDS, blueprint, office_side

SORTS = ("waiting", "since", "needs", "title")


@blueprint.get("/bedarfe/buendelbild")
@requires(*READERS)
def picture() -> ResponseReturnValue:
    """The bundles with a dot for each need, those that wait most first; as a file, too."""
    session, side, listing = db.session(), office_side(), Listing.of_request(SORTS, ("field", "region"), True)
    asked = bundles.Asked(field=listing.filters.get("field", ""), region=listing.filters.get("region", ""))
    every = queries.drawn_bundles(session, side.viewer, asked)
    rows = _in_order(every, listing)
    if kind := wanted_export():
        return export(kind, "buendel", _columns(), rows)
    listing.total, listing.rows = len(rows), rows[listing.offset:listing.offset + listing.limit]
    regions, waiting = queries.known_regions(session, side.viewer), queries.unbundled(session, side.viewer)
    fields = [(each.value, word) for each, word in FIELDS.items()]
    return page(
        "promotion/picture.html", listing=listing, today=clock.today(), unbundled=waiting, side=side,
        choices=[
            {"name": "field", "label": _("Einsatzfeld"), "options": fields},
            {"name": "region", "label": _("Region"), "options": [(each, each) for each in regions]},
        ], **WORDS,
    )


def _in_order(found: list[Drawn], listing: Listing[Any]) -> list[Drawn]:
    keys: dict[str, Any] = {
        "waiting": lambda each: each.waiting, "needs": lambda each: len(each.dots),
        "since": lambda each: -(each.oldest_waiting.toordinal() if each.oldest_waiting else 10**7),
        "title": lambda each: each.bundle.title.casefold(),
    }
    return sorted(found, key=lambda each: (keys[listing.sort](each), -each.bundle.id), reverse=listing.descending)


def _columns() -> list[Column[Drawn]]:
    return [
        Column("number", _("Nummer"), lambda row: row.bundle.number),
        Column("title", _("Bündel"), lambda row: row.bundle.title),
        Column("needs", _("Bedarfe"), lambda row: len(row.dots)),
        Column("owners", _("Von wie vielen"), lambda row: row.owners),
        Column("waiting", _("Warten"), lambda row: row.waiting),
        Column("since", _("Ältester wartet seit"), lambda row: row.oldest_waiting),
    ]
