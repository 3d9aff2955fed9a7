"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import queries as assemblies
from app.core.db import db
from app.core.values import Role
from app.minutes import forms, queries
from app.minutes.queries import Opened

blueprint = Blueprint("minutes", __name__, url_prefix="/niederschriften")

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.SUPERVISORY_BOARD, Role.AUDITOR)
WORDS: dict[str, Any] = {"words": forms, "title_of": assemblies.title_of}
"""What every template of the room is given."""


def opened(assembly_id: int) -> Opened:
    """The assembly that an address names, and its meeting; raises NotFound before that is opened."""
    session = db.session()
    return assemblies.get_assembly(session, assembly_id), queries.get_opened(session, assembly_id)


def back_to(assembly_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """Go back to the minutes of an assembly."""
    return redirect(url_for(".show", assembly_id=assembly_id, _anchor=anchor))
