"""What a recorded resolution asks for, for its page in the register, with the way to where it is done (R-GV-10)."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.core.formats import day
from app.core.web import _, _l, may_open
from app.minutes import queries
from app.minutes.forms import FOLLOW_UPS
from app.minutes.queries import AskedFor
from app.minutes.rules import ORGANS, FollowUp


def after_recorded(session: Session, resolution_id: int) -> Sequence[tuple[str, str, str]]:
    """What is asked for, what there is to say of it, and the address where it is done; empty where there is none."""
    return [
        (str(FOLLOW_UPS[each.what]), _said(each), _address(each))
        for each in queries.asked_by_recorded(session, resolution_id)
    ]


INSTEAD = {
    FollowUp.SPECIAL_NOTICE: _l(
        "von Papier nicht: Eine Kündigung nach Satzungsänderung erfasst das Büro, wenn sie kommt"
    ),
    FollowUp.DISCHARGE: _l("danach wird gefragt, wenn jemand aus dem Vorstand in den Aufsichtsrat bestellt wird"),
}
"""What is done from minutes alone, and here otherwise."""


def _said(asked: AskedFor) -> str:
    if asked.due_on:
        return str(_("bis %(day)s, %(law)s", day=day(asked.due_on), law=asked.law))
    return str(INSTEAD.get(asked.what, ""))


def _address(asked: AskedFor) -> str:
    endpoint, values = _place(asked)
    return url_for(endpoint, **values) if endpoint and may_open(endpoint) else ""


def _place(asked: AskedFor) -> tuple[str, dict[str, Any]]:
    match asked.what:
        case FollowUp.STATUTE:
            return "statutes.create", {"beschlossen": asked.resolved_on.isoformat()}
        case FollowUp.OFFICE:
            return "organs.appoint", {"organ": ORGANS[asked.subject].value}
        case FollowUp.REMOVAL:
            return "organs.index", {}
        case FollowUp.ADOPTION | FollowUp.RESULT:
            return "closing.index", {}
        case FollowUp.CONSENT:
            return "boardroom.index", {}
    return "", {}
