"""How a figure of members who have something in common has developed: by kind, by region."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

from app.core.charts import Chart, chart_of
from app.core.values import PartyKind
from app.reports.rules.held import HeldFigure
from app.reports.rules.movement import Step

OVER_TIME = (HeldFigure.MEMBERS, HeldFigure.SHARES, HeldFigure.CREDIT)
"""The figures that are told over time by what members have in common."""

MOST_COURSES = 10
"""How many groups are drawn side by side; what more there are is drawn as one."""

EURO = 100


class Common(StrEnum):
    """What members have in common whose figures are told over time."""

    KIND = "kind"
    REGION = "region"


@dataclass(frozen=True)
class GroupStep:
    """What the entries of one day change among the members of one kind and region."""

    kind: PartyKind
    region: str
    step: Step


@dataclass(frozen=True)
class Course:
    """A figure of those who have something in common, on each of the days; credit in cents.

    `others` is how many groups are told together in one; such a course has no name.
    """

    name: str
    amounts: Sequence[int]
    others: int = 0


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


def with_rest(courses: Sequence[Course], most: int = MOST_COURSES) -> list[Course]:
    """Keep the first and largest groups, and tell the rest together: a region is what somebody typed (R-REG-06)."""
    if len(courses) <= most + 1:
        return list(courses)
    rest = courses[most:]
    together = [sum(amounts) for amounts in zip(*(course.amounts for course in rest), strict=True)]
    return [*courses[:most], Course("", together, len(rest))]


@dataclass(frozen=True)
class SideBySide:
    """The courses of a figure side by side, each with its chart; all on one scale."""

    common: Common
    courses: Sequence[tuple[Course, Chart]]
    days: Sequence[date]
    in_thousands: bool


def cents_a_unit(figure: HeldFigure) -> int:
    """How many of what is counted make a unit of a figure as it is told: of credit, kept in cents, a euro."""
    return EURO if figure is HeldFigure.CREDIT else 1


def axis_of(figure: HeldFigure, amounts: Iterable[int]) -> int:
    """How many of what is counted a unit of a chart's axis stands for: of credit a euro, of large sums a thousand."""
    unit = cents_a_unit(figure)
    return 1000 * unit if unit > 1 and max(amounts, default=0) >= 100_000 * unit else unit


def side_by_side(courses: Sequence[Course], common: Common, figure: HeldFigure, days: Sequence[date]) -> SideBySide:
    """Draw courses side by side, the largest of them, on one scale."""
    shown = with_rest(courses)
    largest = max((amount for course in shown for amount in course.amounts), default=0)
    scale = axis_of(figure, [largest])
    charts = [(course, course_chart(days, course.amounts, scale, largest)) for course in shown]
    return SideBySide(common, charts, days, scale > EURO)


def course_chart(days: Sequence[date], amounts: Iterable[int], scale: int = 1, largest: int = 0) -> Chart:
    """Lay a figure out over days, month and year below it, in units of the scale."""
    values = [(f"{day:%m/%y}", amount // scale) for day, amount in zip(days, amounts, strict=True)]
    return chart_of(values, largest // scale)
