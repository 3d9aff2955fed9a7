"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint

from app.core.values import NotFound, Role
from app.removals import forms
from app.removals.rules import LAW, RemovalKind

blueprint = Blueprint("removals", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms, "laws": LAW}
"""What every template of the room is given."""


def kind_of(word: str) -> RemovalKind:
    """The kind that an address names; raises NotFound."""
    if word not in list(RemovalKind):
        raise NotFound
    return RemovalKind(word)
