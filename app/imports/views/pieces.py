"""What the pages of imports share: the blueprint, who may open them, the rows that an address asks for."""

from typing import TypeVar

from flask import Blueprint

from app.core.jobs import hindrance_of
from app.core.values import Role
from app.core.web import Listing, titled
from app.imports.rules import EventVerdict, Verdict

blueprint = Blueprint("imports", __name__, url_prefix="/import")

OFFICE = (Role.OFFICE, Role.ADMINISTRATOR)
Row = TypeVar("Row", Verdict, EventVerdict)


def said_of(error: str) -> str:
    """What hindered a list, in words for people; what nobody has foreseen stands with its job."""
    return "" if hindrance_of(error) else titled(error)


def matching(rows: list[Row], listing: Listing[Row]) -> list[Row]:
    """The rows whose name or number the address asks for, in its order."""
    query = listing.query.lower()
    kept = [each for each in rows if query in each.label.lower() or query == str(each.row)]
    return kept[::-1] if listing.descending else kept
