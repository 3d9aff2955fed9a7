"""What the rooms above know of a meeting that is led: its votes, its course, its minutes (§ 47 GenG; R-MIN-01)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance.actions.holding import hold
from app.attendance.models import Presence
from app.core.values import Actor


@dataclass(frozen=True)
class FromAbove:
    """Asked of the rooms above.

    `wait`: waits for whoever leads or minutes the meeting. `voted_at`: when a vote began on whose roll a presence
    stands; None where it stands on none. `check_open`: refuses a change of who was there once the minutes lie for
    signature. `note`: notes a sentence in the course, where the meeting was opened. `is_voted_on`: whether a vote is
    open at this moment.
    """

    wait: Callable[[Session, int], None]
    voted_at: Callable[[Session, Presence], datetime | None]
    check_open: Callable[[Session, int], None]
    note: Callable[[Session, int, str, Actor, datetime], None]
    is_voted_on: Callable[[Session, int], bool]


_above: FromAbove | None = None


def hand_in_leading(above: FromAbove) -> None:
    """Name what the rooms above know; called once by the application's factory."""
    global _above
    _above = above


def above() -> FromAbove:
    """What the rooms above know."""
    assert _above is not None
    return _above


def check_changeable(session: Session, assembly: Assembly) -> None:
    """Refuse to change who was there once the minutes lie for signature or are signed (§ 47 (2), (3); R-MIN-05, 06)."""
    above().check_open(session, assembly.id)


def is_voted_on(session: Session, assembly: Assembly) -> bool:
    """Whether a vote is open in a meeting at this moment (§ 43 GenG; R-MIN-01)."""
    return above().is_voted_on(session, assembly.id)


def hold_led(session: Session, assembly_id: int) -> Assembly:
    """An assembly as it stands now, that nobody else leads, minutes or lets anybody into until the transaction is over.

    Raises NotFound.
    """
    above().wait(session, assembly_id)
    return hold(session, assembly_id)
