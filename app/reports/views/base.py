"""The room's blueprint, who reads here, and what its pages share: tabs, the two days, the end of a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, url_for

from app.core import formats
from app.core.values import Role
from app.core.web import _

blueprint = Blueprint("reports", __name__, url_prefix="/register")

READERS = (Role.OFFICE, Role.BOARD, Role.AUDITOR)
OK = 200
"""Of a page whose address asks for nothing wrong; only then there is a file of it."""

KEEPERS = (Role.OFFICE, Role.BOARD)
"""Who shows the register to others: the board keeps it, the office for it (§ 30 (1) GenG; R-REG-01)."""


def end_of(day: date | None) -> datetime | None:
    """The last moment of a day where the cooperative sits; nothing for no day."""
    if day is None or day >= date.max:
        return None
    return (formats.end_of(day) - timedelta(microseconds=1)).astimezone(UTC)


def tabs(active: str) -> Sequence[dict[str, object]]:
    """The lists of this room, side by side."""
    places = (
        ("index", _("Mitgliederliste")), ("movement", _("Bewegung")), ("changes", _("Veränderungen")),
        ("development", _("Entwicklung")), ("owners", _("Beteiligungen")), ("inspections", _("Einsicht")),
    )
    return [{"label": word, "url": url_for(f"reports.{name}"), "active": name == active} for name, word in places]
