"""How a kind of job is done, and what its steps raise where they cannot be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.jobs.queue import ItemState


class NotYet(Exception):
    """Raised by `begin` or `work`: something must be there first; the item is taken again later, uncounted.

    Without `after` the pause grows with the age of the job, from a second to ten minutes.
    """

    def __init__(self, message: str = "", after: timedelta | None = None) -> None:
        self.after = after
        super().__init__(message)


class InDoubt(Exception):
    """Raised by `work`: nobody knows whether the effect happened; only a person may repeat it."""


class Hopeless(Exception):
    """Raised by `begin` or `work`: another attempt would end the same way; the item fails at once."""


def _nothing(_session: Session, _reference: str, _now: datetime) -> None:
    return None


@dataclass(frozen=True)
class Handler:
    """How a kind of job is done; see the first lines of `app.core.jobs`.

    `begin` and the hooks only write to the session they are given; what they wrote is undone where they raise.
    `lost` says what an item becomes of which nobody knows whether it was done: WAITING to be done again (the rule),
    IN_DOUBT to wait for a person. `failed` prepares another attempt after a fault in `work`, `gave_up` ends the last.
    """

    finish: Callable[[Session, str, object, datetime], None]
    begin: Callable[[Session, str, datetime], object] = _nothing
    work: Callable[[object], object] = lambda payload: payload
    lost: Callable[[Session, str, datetime], ItemState] = lambda _session, _reference, _now: ItemState.WAITING
    failed: Callable[[Session, str, datetime], None] = _nothing
    gave_up: Callable[[Session, str, str, datetime], None] = lambda _session, _reference, _error, _now: None
