"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

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


NeedsOf = Callable[[Session, int], Sequence[Any]]
"""The needs of a prospect, as the room above keeps them: session and id."""


def hand_in(app: Flask, needs_of: NeedsOf) -> None:
    """Hand in what the room above knows of needs; called once by the factory."""
    app.extensions["prospects"] = needs_of


def needs_of(prospect_id: int) -> Sequence[Any]:
    """Ask what was handed in."""
    asked: NeedsOf = current_app.extensions["prospects"]
    return asked(db.session(), prospect_id)


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
