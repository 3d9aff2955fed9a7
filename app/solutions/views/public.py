"""What is public of solutions and offers: lists and one solution, for everybody."""

from typing import Any

from flask.typing import ResponseReturnValue

from app.core.db import db
from app.core.web import Listing, page, public, reading_day
from app.needs.rules import PUBLIC_VIEWER
from app.solutions import queries
from app.solutions.queries import Asked, AskedOffers
from app.solutions.rules import track_of
from app.solutions.views.pieces import WORDS, blueprint, member_name, owner_of
from app.statutes import queries as statutes


@blueprint.get("/loesungen/oeffentlich")
@public
def public_index() -> ResponseReturnValue:
    """The solutions that are public, searched and filtered by kind."""
    session = db.session()
    listing = Listing.of_request(tuple(queries.SORTS), ("kind",), newest_first=True)
    listing.page_size = 20
    asked = Asked(words=listing.query, kind=listing.filters.get("kind", ""))
    order = (listing.sort, listing.descending, listing.offset, listing.limit)
    listing.rows, listing.total = queries.list_solutions(session, PUBLIC_VIEWER, asked, *order)
    return page(
        "solutions/public_index.html", listing=listing, is_asked=bool(asked.words or asked.kind),
        cooperative=statutes.house(session), **WORDS,
    )


@blueprint.get("/loesungen/oeffentlich/<int:solution_id>")
@public
def public_show(solution_id: int) -> ResponseReturnValue:
    """A public solution: what it is, how far, partners, and the public needs it answers; no verdicts, no files."""
    session = db.session()
    solution = queries.get_seen(session, solution_id, PUBLIC_VIEWER)
    return page(
        "solutions/public_show.html", solution=solution, track=track_of(solution.entries()),
        answered=queries.answered_by(session, PUBLIC_VIEWER, solution), owner_of=lambda row: owner_of(
            row, PUBLIC_VIEWER), partners=queries.partners_seen(PUBLIC_VIEWER, solution), name_of=_name,
        cooperative=statutes.house(session), **WORDS,
    )  # fmt: skip


def _name(member: Any) -> str:
    return member_name(member, PUBLIC_VIEWER)


@blueprint.get("/loesungen/oeffentlich/angebote")
@public
def public_offers() -> ResponseReturnValue:
    """What members offer publicly, searched and filtered by field."""
    session, day = db.session(), reading_day()
    listing = Listing.of_request(tuple(queries.OFFER_SORTS), ("field",), newest_first=True)
    listing.page_size = 20
    asked = AskedOffers(words=listing.query, field=listing.filters.get("field", ""))
    order = (day, listing.sort, listing.descending, listing.offset, listing.limit)
    listing.rows, listing.total = queries.list_offers(session, PUBLIC_VIEWER, asked, *order)
    return page(
        "solutions/public_offers.html", listing=listing, is_asked=bool(asked.words or asked.field), name_of=_name,
        cooperative=statutes.house(session), **WORDS,
    )
