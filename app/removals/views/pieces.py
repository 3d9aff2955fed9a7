"""The room's blueprint, who may read and write here, and what its pages share."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from app.core.values import NotFound, Role
from app.removals import forms
from app.removals.rules import LAW, RemovalKind

blueprint = Blueprint("removals", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms, "laws": LAW}
"""What every template of the room is given."""


Declared = Callable[[Session, str], bool | None]
"""Whether what a general assembly held here declared, by its number, can exclude; None where none did."""


def hand_in(app: Flask, declared: Declared) -> None:
    """Hand in what a room above knows of votes in general assemblies; called once by the factory."""
    app.extensions["removals"] = declared


def is_declared(session: Session, number: str) -> bool | None:
    """Ask what was handed in."""
    declared: Declared = current_app.extensions["removals"]
    return declared(session, number)


def kind_of(word: str) -> RemovalKind:
    """The kind that an address names; raises NotFound."""
    if word not in list(RemovalKind):
        raise NotFound
    return RemovalKind(word)
