"""What the figures on prospects count: enquiries, talks, applications, members, by day, kind and region."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.values import German, PartyKind


class Figure(StrEnum):
    """What is counted."""

    ENQUIRIES = "enquiries"
    TALKS = "talks"
    APPLICATIONS = "applications"
    MEMBERS = "members"


FIGURE_WORDS: Mapping[Figure, str] = {
    Figure.ENQUIRIES: German("Anfragen"),
    Figure.TALKS: German("Gespräche"),
    Figure.APPLICATIONS: German("Anträge"),
    Figure.MEMBERS: German("Beitritte"),
}
"""How the figures are called."""


@dataclass(frozen=True)
class Event:
    """One thing that counts: what, when, and of which prospect; `name` is empty where it is deleted."""

    figure: Figure
    day: date
    kind: PartyKind
    region: str
    prospect_id: int
    number: str
    name: str


@dataclass(frozen=True)
class Counted:
    """A row of the figures: what it is about, from when to when where that is a month, and how many of each."""

    key: str
    numbers: Mapping[Figure, int]
    first_day: date | None = None
    last_day: date | None = None


def within(events: Iterable[Event], first_day: date, last_day: date) -> list[Event]:
    """The events of a period, both ends inclusive."""
    return [each for each in events if first_day <= each.day <= last_day]


def _numbers(events: Sequence[Event]) -> dict[Figure, int]:
    return {figure: sum(each.figure is figure for each in events) for figure in Figure}


def counted_by(events: Sequence[Event], key: Callable[[Event], str]) -> list[Counted]:
    """How many of each figure there are by a key, those with most enquiries first."""
    keys = {key(each) for each in events}
    rows = [Counted(each, _numbers([event for event in events if key(event) == each])) for each in keys]
    return sorted(rows, key=lambda row: (-row.numbers[Figure.ENQUIRIES], -sum(row.numbers.values()), row.key))


def counted_by_month(events: Sequence[Event], first_day: date, last_day: date) -> list[Counted]:
    """How many of each figure there are in each month of a period; a month is cut where the period is."""
    rows, begins = [], first_day
    while begins <= last_day:
        following = (begins.replace(day=1) + timedelta(days=32)).replace(day=1)
        ends = min(following - timedelta(days=1), last_day)
        rows.append(Counted(f"{begins:%m/%Y}", _numbers(within(events, begins, ends)), begins, ends))
        begins = following
    return rows


def totals(events: Sequence[Event]) -> Counted:
    """How many of each figure there are in all."""
    return Counted("", _numbers(events))


LONGEST = timedelta(days=1830)


def begins_on(asked: date | None, last_day: date) -> date:
    """The first day of the figures: the one asked for, at most five years back; else a year, from its first month on.
    """
    if asked is None:
        return (last_day - timedelta(days=334)).replace(day=1)
    return max(asked, last_day - LONGEST)
