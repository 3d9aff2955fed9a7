"""What the pages share: the blueprint, and what higher rooms know and main hands in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Flask, current_app, request
from sqlalchemy.orm import Session

from app.accounts import actions, queries
from app.accounts.rules import DerivedRole, presence_is_due
from app.core import clock
from app.core.db import db, transaction
from app.core.web import current_token, is_signed_in
from documents.facts import Letterhead

blueprint = Blueprint("accounts", __name__, url_prefix="/konto")


@dataclass(frozen=True)
class FromAbove:
    """What rooms on higher stairs know: the head of a mail, and the roles that follow from offices and memberships."""

    letterhead: Callable[[Session, date], Letterhead]
    derived_roles: Callable[[Session, int, date], Sequence[DerivedRole]]


def hand_in(app: Flask, known: FromAbove) -> None:
    """Hand in what the rooms above know; called once by the factory."""
    app.extensions["accounts"] = known


def from_above() -> FromAbove:
    """What was handed in."""
    known = current_app.extensions["accounts"]
    assert isinstance(known, FromAbove)
    return known


@blueprint.before_app_request
def note_presence() -> None:
    """Note that a session is in use, at most every five minutes, before the page's own reading or writing begins."""
    if request.endpoint == "static" or not is_signed_in():
        return
    now = clock.now()
    login = queries.find_open_session(db.session(), current_token(), now)
    if login is not None and presence_is_due(login.last_seen_at, now):
        with transaction() as session:
            actions.note_presence(session, login, now)
