"""What the pages of operations share: the blueprint, and lists that begin with the newest."""

from typing import Any

from flask import Blueprint, request

from app.core.jobs import hindrance_of
from app.core.values import Role
from app.core.web import Listing, current_actor
from app.operations.forms import ActForm

blueprint = Blueprint("operations", __name__, url_prefix="/betrieb")

OFFICE = (Role.OFFICE, Role.ADMINISTRATOR)
CHECKERS = (Role.AUDITOR, Role.ADMINISTRATOR, Role.BOARD)


def newest_first(sorts: tuple[str, ...], filters: tuple[str, ...]) -> Listing[Any]:
    """The list's state from the address; unless that says otherwise the newest row stands first."""
    listing = Listing.of_request(sorts, filters)
    listing.descending = listing.descending or "sort" not in request.args
    return listing


def has_raw_text(error: str) -> bool:
    """Whether an error is told in other words, and the reader is the administrator, who may see its own."""
    return hindrance_of(error) is not None and current_actor().has_any((Role.ADMINISTRATOR,))


def key_of(act: str, thing_id: int) -> str:
    """The key of the button that was pressed: of this act, on this thing, from this page."""
    return f"{act}:{thing_id}:{str(ActForm().key.data)[:40]}"
