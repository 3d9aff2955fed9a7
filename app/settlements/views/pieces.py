"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from app.core.values import NotFound, Role
from app.settlements import forms
from app.settlements.rules import SettlementKind

blueprint = Blueprint("settlements", __name__, url_prefix="/auseinandersetzung")

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""


OnAgenda = Callable[[Session, date, date], date | None]
"""On which day of a period an assembly has the dissolution of the cooperative on its agenda, as a room above knows."""


def hand_in(app: Flask, dissolution_on_agenda: OnAgenda) -> None:
    """Hand in what a room above knows of agendas; called once by the factory."""
    app.extensions["settlements"] = dissolution_on_agenda


def dissolution_on_agenda(session: Session, today: date, undone_until: date) -> date | None:
    """Ask what was handed in: an exit in the six months before a dissolution counts as none (§ 75 GenG; R-EXIT-12)."""
    on_agenda: OnAgenda = current_app.extensions["settlements"]
    return on_agenda(session, today, undone_until)


def kind_of(word: str) -> SettlementKind:
    """The kind that an address names; raises NotFound."""
    if word not in list(SettlementKind):
        raise NotFound
    return SettlementKind(word)
