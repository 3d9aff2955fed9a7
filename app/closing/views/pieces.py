"""The room's blueprint, who may read and write here, and how an address names a year."""

from datetime import date
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from app.closing import forms, queries
from app.closing.rules import place_told
from app.core import clock
from app.core.values import Role
from app.statutes.rules import FiscalYear

blueprint = Blueprint("closing", __name__, url_prefix="/jahresabschluesse")

READERS = (Role.OFFICE, Role.BOARD, Role.SUPERVISORY_BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE, Role.BOARD)
WORDS: dict[str, Any] = {"words": forms, "place": place_told}
"""What every template of the room is given."""


def year_of(session: Session, ending: str) -> FiscalYear:
    """The fiscal year whose last day an address names; raises NotFound."""
    try:
        day = date.fromisoformat(ending)
    except ValueError:
        day = None
    return queries.get_year(session, day, clock.today())
