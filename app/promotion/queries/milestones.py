"""What other rooms know of needs, handed in: when each was first bundled, assessed, solved, and what its owner said."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from app.core.formats import local


@dataclass(frozen=True)
class Milestone:
    """A row of the report that another room fills: its key in addresses, its word, and the needs that came there.

    `first_reached` gives for each need the moment at which it first came there, of what was known at a moment.
    """

    key: str
    word: str
    first_reached: Callable[[Session, datetime], Mapping[int, datetime]]
    is_of_answered: ClassVar[bool] = False


@dataclass(frozen=True)
class OfAnswered:
    """A row that says something of answered needs, such as whether that helped, and so comes behind the answer.

    `needs_so` gives the needs of whose last answer until a day it is said, of what was known at a moment: it counts for
    those that were answered in the year, on whatever day it was said.
    """

    key: str
    word: str
    needs_so: Callable[[Session, date, datetime], Set[int]]
    is_of_answered: ClassVar[bool] = True


_milestones: Sequence[Milestone | OfAnswered] = ()


def hand_in_milestones(milestones: Sequence[Milestone | OfAnswered]) -> None:
    """Name the milestones in the order of the report; called once by the application's factory."""
    global _milestones
    _milestones = tuple(milestones)


def milestones() -> Sequence[Milestone | OfAnswered]:
    """The milestones that rooms of this house know."""
    return _milestones


def tell_of_answered() -> bool:
    """Say whether one of them says something of answered needs."""
    return any(each.is_of_answered for each in _milestones)


def reached(session: Session, known_at: datetime) -> dict[str, dict[int, date]]:
    """The day on which each need first came to each milestone."""
    return {
        each.key: {need_id: local(at).date() for need_id, at in each.first_reached(session, known_at).items()}
        for each in _milestones if isinstance(each, Milestone)
    }


def said_of_answered(session: Session, day: date, known_at: datetime) -> dict[str, Set[int]]:
    """The needs of whose last answer until a day each of the others is said."""
    return {each.key: each.needs_so(session, day, known_at) for each in _milestones if isinstance(each, OfAnswered)}
