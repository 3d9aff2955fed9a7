"""How a figure of members who have something in common has developed: by kind, by region."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from app.core.values import PartyKind
from app.reports.rules.held import HeldFigure
from app.reports.rules.movement import Step

OVER_TIME = (HeldFigure.MEMBERS, HeldFigure.SHARES, HeldFigure.CREDIT)
"""The figures that are told over time by what members have in common."""


@dataclass(frozen=True)
class GroupStep:
    """What the entries of one day change among the members of one kind and region."""

    kind: PartyKind
    region: str
    step: Step


@dataclass(frozen=True)
class Course:
    """A figure of those who have something in common, on each of the days; credit in cents."""

    name: str
    amounts: Sequence[int]


def courses_of(steps: Iterable[tuple[str, Step]], figure: HeldFigure, days: Sequence[date]) -> list[Course]:
    """Add up what the steps of each group change, the largest at last first; who never had anything is not named.

    Every day counts when it is over, only the last one as its register shows it (§§ 30 GenG, 338 HGB; R-REG-06,
    R-MOV-02).
    """
    groups: dict[str, list[Step]] = {}
    for name, step in steps:
        groups.setdefault(name, []).append(step)
    courses = [Course(name, _amounts(each, figure, days)) for name, each in groups.items()]
    told = [course for course in courses if any(course.amounts)]
    return sorted(told, key=lambda course: (-course.amounts[-1], course.name))


def _amounts(steps: Sequence[Step], figure: HeldFigure, days: Sequence[date]) -> list[int]:
    in_order = sorted(steps, key=lambda step: step.day)
    moved = [_of(step, figure) for step in in_order]
    known, sums = [step.day for step in in_order], [0, *accumulate(moved)]
    at_close = [sums[bisect_right(known, day)] for day in days[:-1]]
    present = (each for step, each in zip(in_order, moved, strict=True) if step.counts_on(days[-1]))
    return [*at_close, sum(present)]


def _of(step: Step, figure: HeldFigure) -> int:
    return {HeldFigure.MEMBERS: step.members, HeldFigure.SHARES: step.shares}.get(figure, step.credit)
