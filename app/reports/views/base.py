"""The room's blueprint, who reads here, and what its pages share: their tabs."""

from collections.abc import Sequence

from flask import Blueprint, url_for

from app.core.values import Role
from app.core.web import _

blueprint = Blueprint("reports", __name__, url_prefix="/register")

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
OK = 200
"""Of a page whose address asks for nothing wrong; only then there is a file of it."""

KEEPERS = (Role.OFFICE, Role.BOARD)
"""Who shows the register to others: the board keeps it, the office for it (§ 30 (1) GenG; R-REG-01)."""


def tabs(active: str) -> Sequence[dict[str, object]]:
    """The lists of this room, side by side."""
    places = (
        ("index", _("Mitgliederliste")), ("movement", _("Bewegung")), ("changes", _("Veränderungen")),
        ("development", _("Entwicklung")), ("owners", _("Beteiligungen")), ("inspections", _("Einsicht")),
    )
    return [{"label": word, "url": url_for(f"reports.{name}"), "active": name == active} for name, word in places]
