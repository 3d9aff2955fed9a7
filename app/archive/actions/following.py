"""The room that wrote a letter hears when the letter is taken back: what it asked for goes with it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core.values import Actor

Follower = Callable[[Session, IssuedDocument, str, Actor, datetime], None]

_FOLLOWERS: dict[str, Follower] = {}


def when_taken_back(kind: str, follower: Follower) -> None:
    """Have a room's act follow whenever a document of this kind is made void, or discarded before it was posted."""
    _FOLLOWERS[kind] = follower


def follow(session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime) -> None:
    """Let follow what hangs on a document that is taken back."""
    if document.kind in _FOLLOWERS:
        _FOLLOWERS[document.kind](session, document, reason, actor, now)
