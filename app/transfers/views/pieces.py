"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint

from app.core.values import Role
from app.core.web import _l, translated
from app.transfers import forms
from app.transfers.queries import Preview
from app.transfers.rules import TransferState

blueprint = Blueprint("transfers", __name__)

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
WRITERS = (Role.OFFICE,)
WORDS: dict[str, Any] = {"words": forms}
"""What every template of the room is given."""


DECLARED = {
    TransferState.PROPOSED: _l("Die Übertragung ist erfasst und liegt dem Vorstand vor."),
    TransferState.ENTERED: _l("Die Übertragung ist erfasst und eingetragen; einen Beschluss braucht sie nicht."),
}
AGREED = {
    TransferState.PROPOSED: _l("Sie haben zugestimmt; der Vorstand entscheidet."),
    TransferState.ENTERED: _l("Sie haben zugestimmt; die Übertragung ist eingetragen."),
}
"""What the office is told, and the acquirer, by what became of a transfer."""


def shown(found: Preview | None, problem: str = "", further: str = "") -> dict[str, Any]:
    """What the panel of the preview is given: who holds what, or why nothing goes over; what may change that."""
    objection = translated(found.objection) if found and found.objection else ""
    return {"preview": found, "objection": objection, "problem": problem, "further": further}
