"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint

from app.core.values import NotFound, Role
from app.settlements import forms
from app.settlements.rules import SettlementKind

blueprint = Blueprint("settlements", __name__, url_prefix="/auseinandersetzung")

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""


def kind_of(word: str) -> SettlementKind:
    """The kind that an address names; raises NotFound."""
    if word not in list(SettlementKind):
        raise NotFound
    return SettlementKind(word)
