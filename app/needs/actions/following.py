"""What rooms above do when the words of a need are deleted: what they keep about it goes along."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

Follower = Callable[[Session, int, datetime], None]
"""Deletes what a room keeps about a need: session, its id, the moment."""

_followers: Sequence[Follower] = ()


def hand_in_followers(followers: Sequence[Follower]) -> None:
    """Name the rooms that keep something about needs; called once by the application's factory."""
    global _followers
    _followers = tuple(followers)


def let_follow(session: Session, need_id: int, now: datetime) -> None:
    """Let them delete what they keep about a need."""
    for follow in _followers:
        follow(session, need_id, now)
