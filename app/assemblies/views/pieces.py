"""The room's blueprint, who may read and write here, and what its pages share."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, Flask, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import forms, queries
from app.assemblies.models import AgendaItem, Assembly, Dispatch
from app.boardroom.queries import Resolution
from app.core.db import db
from app.core.formats import NBSP
from app.core.values import German, Role
from app.core.web import sentence

blueprint = Blueprint("assemblies", __name__, url_prefix="/versammlungen")

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.SUPERVISORY_BOARD, Role.AUDITOR)


def say(text: str) -> str:
    """A sentence of a rule in the reader's language, with its values; no § stands apart from its number."""
    return in_one_piece(sentence("{text}", {"text": text}))


def in_one_piece(text: str) -> str:
    """A sentence in which no § stands at the end of a line, apart from its number."""
    return _MARK.sub(NBSP, text)


_MARK = re.compile(r"(?<=§) (?=\d)")


class Declared(Protocol):
    """A result that was declared: of which poll, how it ended, and its number in the register, or empty."""

    @property
    def poll_id(self) -> int: ...
    @property
    def outcome(self) -> German: ...
    @property
    def number(self) -> str: ...


@dataclass(frozen=True)
class FromAbove:
    """What rooms above know of assemblies.

    `recorded`: the resolutions of its days that were recorded afterwards. `results`: item → what was declared under it.
    `empty_seats`: item of an election → how many seats nobody has that it was to fill.
    """

    recorded: Callable[[Session, Assembly], Sequence[Resolution]]
    results: Callable[[Session, Assembly], Mapping[int, Sequence[Declared]]]
    empty_seats: Callable[[Session, Assembly], Mapping[int, int]]


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand in what rooms above know of assemblies; called once by the factory."""
    app.extensions["assemblies"] = known


def from_above() -> FromAbove:
    """What was handed in."""
    known: FromAbove = current_app.extensions["assemblies"]
    return known


WORDS: dict[str, Any] = {"words": forms, "title_of": queries.title_of, "say": say}
"""What every template of the room is given."""


def assembly_of(assembly_id: int) -> Assembly:
    """The assembly that an address names; raises NotFound."""
    return queries.get_assembly(db.session(), assembly_id)


def item_of(assembly_id: int, item_id: int) -> tuple[Assembly, AgendaItem]:
    """The assembly and the item of its agenda that an address names; raises NotFound."""
    assembly = assembly_of(assembly_id)
    return assembly, queries.get_item(assembly, item_id)


def dispatch_of(dispatch_id: int) -> Dispatch:
    """What was told, as an address names it; raises NotFound."""
    return queries.find_dispatch(db.session(), dispatch_id)


def back_to(assembly_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Go back to the page of an assembly."""
    return redirect(url_for(".show", assembly_id=assembly_id, _anchor=anchor))
