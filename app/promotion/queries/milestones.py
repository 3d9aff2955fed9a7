"""What other rooms know of needs, handed in: when each was first bundled, assessed, solved, and what its owner said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local


@dataclass(frozen=True)
class Milestone:
    """A row of the report that another room fills: its key in addresses, its word, and the needs that came there.

    `first_reached` gives for each need the moment at which it first came there, of what was known at a moment.
    `is_of_answered`: it says something of answered needs, such as whether that helped, and so comes behind the answer;
    it counts for those that were answered in the year, on whatever day it was said.
    """

    key: str
    word: str
    first_reached: Callable[[Session, datetime], Mapping[int, datetime]]
    is_of_answered: bool = False


_milestones: Sequence[Milestone] = ()


def hand_in_milestones(milestones: Sequence[Milestone]) -> None:
    """Name the milestones in the order of the report; called once by the application's factory."""
    global _milestones
    _milestones = tuple(milestones)


def milestones() -> Sequence[Milestone]:
    """The milestones that rooms of this house know."""
    return _milestones


def of_answered() -> frozenset[str]:
    """The keys of those that say something of answered needs."""
    return frozenset(each.key for each in _milestones if each.is_of_answered)


def reached(session: Session, known_at: datetime) -> dict[str, dict[int, date]]:
    """The day on which each need first came to each milestone."""
    return {
        each.key: {need_id: local(at).date() for need_id, at in each.first_reached(session, known_at).items()}
        for each in _milestones
    }
