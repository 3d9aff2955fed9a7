"""The room's blueprint, who may read and write here, and what its pages share."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.core.db import db
from app.core.values import NotFound, Role
from app.core.web import may_open
from app.minutes import forms, queries
from app.minutes.queries import Following, Opened
from app.minutes.rules import FollowUp

blueprint = Blueprint("minutes", __name__, url_prefix="/niederschriften")

WRITERS = (Role.OFFICE, Role.BOARD)
CARRIERS = (Role.OFFICE,)
"""Who enters into the rooms what an assembly decided."""
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


def following_of(session: Session, assembly_id: int, word: str, poll_id: int, option_id: int) -> Following:
    """What an address names of what a decision asks for; raises NotFound."""
    if word not in set(FollowUp):
        raise NotFound
    assembly = assemblies.get_assembly(session, assembly_id)
    return queries.get_following(session, assembly, poll_id, FollowUp(word), option_id or None)


def place_of(following: Following) -> dict[str, Any]:
    """What names something to do in an address."""
    option_id = following.option.id if following.option else 0
    return {"assembly_id": following.assembly.id, "poll_id": following.poll.id, "option_id": option_id}


def address_of(following: Following) -> str:
    """Where it is done, or where what came of it stands, for who may open that; empty for what nobody opens here."""
    endpoint, values = _done(following) if following.is_done else _to_do(following)
    return url_for(endpoint, **values) if endpoint and may_open(endpoint) else ""


def _to_do(following: Following) -> tuple[str, dict[str, Any]]:
    back = url_for("minutes.show", assembly_id=following.assembly.id, _anchor="danach")
    match following.what:
        case FollowUp.FILING:
            return "minutes.filing", place_of(following)
        case FollowUp.STATUTE:
            return "statutes.create", {"beschlossen": following.resolved_on.isoformat(), "next": back}
        case FollowUp.RESULT:
            return ("closing.result", {"ending": following.year_end}) if following.year_end else ("closing.index", {})
        case FollowUp.CONSENT:
            return "boardroom.index", {}
        case FollowUp.CONVENING if following.target:
            return "assemblies.show", {"assembly_id": following.target}
        case FollowUp.CONVENING if not may_open("minutes.carry_out"):
            return "assemblies.plan", {}
    return "minutes.carry_out", {**place_of(following), "word": following.what.value}


def _done(following: Following) -> tuple[str, dict[str, Any]]:
    if following.target is None and following.what is not FollowUp.FILING:
        return "", {}
    match following.what:
        case FollowUp.FILING:
            return "minutes.filing", place_of(following)
        case FollowUp.CONVENING:
            return "assemblies.show", {"assembly_id": following.target}
        case FollowUp.OFFICE | FollowUp.REMOVAL:
            return "organs.show", {"office_id": following.target}
        case FollowUp.DISCHARGE:
            return "organs.discharges", {}
        case FollowUp.SPECIAL_NOTICE:
            return "departures.right", {"right_id": following.target}
        case FollowUp.STATUTE:
            return "statutes.show", {"version_id": following.target}
    return f"closing.{'result' if following.what is FollowUp.RESULT else 'show'}", {"ending": following.year_end}
