"""What the room that wrote a letter does when it is taken back: what the letter asked for goes with it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.core.values import Actor

Follower = Callable[[Session, IssuedDocument, str, Actor, datetime], None]

_followers: Mapping[str, Follower] = {}


def hand_in(followers: Mapping[str, Follower]) -> None:
    """Name, by kind of document, what follows when one is made void, or discarded before it was posted.

    This room does not know those that write letters; called once by the application's factory.
    """
    global _followers
    _followers = followers


def follow(session: Session, document: IssuedDocument, reason: str, actor: Actor, now: datetime) -> None:
    """Let follow what hangs on a document that is taken back."""
    if document.kind in _followers:
        _followers[document.kind](session, document, reason, actor, now)
