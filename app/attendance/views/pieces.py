"""The room's blueprint, who may read and write here, and what its pages share."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.assemblies import queries as assemblies
from app.attendance import forms, queries, rules
from app.attendance.queries import Assembly
from app.core import links
from app.core.db import db
from app.core.values import Role
from app.core.web import _, _l, current_actor, sentence

blueprint = Blueprint("attendance", __name__, url_prefix="/teilnahme")

WRITERS = (Role.OFFICE, Role.BOARD)
READERS = (*WRITERS, Role.SUPERVISORY_BOARD, Role.AUDITOR)

SECTIONS = {
    "electorate": _l("Stimmberechtigte"), "proxies": _l("Vollmachten"), "bans": _l("Stimmverbote"),
    "door": _l("Einlass"), "present": _l("Teilnehmende"),
}  # fmt: skip


def say(text: str) -> str:
    """A sentence of a rule in the reader's language, with its values."""
    return sentence("{text}", {"text": text})


WORDS: dict[str, Any] = {"words": forms, "title_of": assemblies.title_of, "say": say}
"""What every template of the room is given."""


def assembly_of(assembly_id: int) -> Assembly:
    """The assembly that an address names; raises NotFound."""
    return assemblies.get_assembly(db.session(), assembly_id)


def sections(assembly: Assembly, here: str) -> list[dict[str, object]]:
    """The pages about one assembly's attendance, as tabs; the door for who may open it."""
    may_write = current_actor().has_any(WRITERS)
    return [
        {"label": _(str(word)), "url": url_for(f".{name}", assembly_id=assembly.id), "active": name == here}
        for name, word in SECTIONS.items() if may_write or name != "door"
    ]  # fmt: skip


def about(assembly: Assembly, here: str, today: date) -> dict[str, Any]:
    """What each of these pages shows of its assembly."""
    held = queries.held_on(db.session(), assembly, today)
    goes_on = not (held.is_over(today) or held.is_closed) and assembly.convened_at is not None and not assembly.ended_at
    return {
        "assembly": assembly, "today": today, "sections": sections(assembly, here),
        "is_open": rules.is_door_open(held, today), "prints_tickets": links.is_printable(),
        "may_write": current_actor().has_any(WRITERS) and goes_on, **WORDS,
    }  # fmt: skip


def back_to(name: str, assembly_id: int, **more: Any) -> ResponseReturnValue:
    """Go back to one of these pages."""
    return redirect(url_for(f".{name}", assembly_id=assembly_id, **more))
