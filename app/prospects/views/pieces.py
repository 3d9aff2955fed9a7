"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint

from app.core.db import db
from app.core.values import Role
from app.core.web import current_actor
from app.prospects import forms, queries
from app.prospects.queries import Row
from app.prospects.rules import BY_HAND, LIVE, Stage, stage_of
from app.statutes import queries as statutes

blueprint = Blueprint("prospects", __name__)

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.AUDITOR)
WORDS: dict[str, Any] = {"words": forms, "BY_HAND": BY_HAND, "Stage": Stage}
"""What every template of the room is given."""


def may_write() -> bool:
    """Whether whoever is signed in may change prospects; who audits only reads."""
    return current_actor().has_any(WRITERS)


def row_of(prospect_id: int) -> Row:
    """One prospect as lists show it, with the stage that follows from its application."""
    session = db.session()
    prospect = queries.get_prospect(session, prospect_id)
    application = queries.application_of(session, prospect)
    received = min((each.received_on for each in prospect.enquiries), default=prospect.recorded_at.date())
    stage = stage_of(prospect.stage, application.state if application else None)
    return Row(prospect, stage, received, prospect.step if stage in LIVE else None, application)


def house_regions() -> list[str]:
    """The regions of the house."""
    return list(statutes.house(db.session()).regions)
