"""What rooms above say before needs come into a bundle or leave it: it may be held as it is for a while."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

Holder = Callable[[Session, int, bool], None]
"""Raises Refusal where a room needs a bundle, by its id, to stay as it is; locks what that rests on, where asked."""

_holders: Sequence[Holder] = ()


def hand_in_holders(holders: Sequence[Holder]) -> None:
    """Name the rooms that may hold a bundle; called once by the application's factory."""
    global _holders
    _holders = tuple(holders)


def check_not_held(session: Session, bundle_ids: Iterable[int], lock: bool = True) -> None:
    """Refuse to change what lies in a bundle that is held; a page that only asks locks nothing."""
    for bundle_id in sorted(bundle_ids):
        for hold in _holders:
            hold(session, bundle_id, lock)
