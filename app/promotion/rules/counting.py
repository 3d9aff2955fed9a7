"""How many needs there are by region, as far as somebody may be told (R-NEED-01, R-GDPR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_OWNERS = 3
"""From how many owners on members and the public are told a number: of fewer, one could tell who it is."""

MOST_STEPS = 4


@dataclass(frozen=True)
class Counted:
    """The needs of a region, and how many owners they have; empty: those without a region."""

    region: str
    needs: int
    owners: int


@dataclass(frozen=True)
class Told:
    """What somebody is told of a region: a number, or only that there are few; None of neither: none are there."""

    region: str
    number: int | None
    is_few: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not self.is_few and not self.number


def told_of(counted: Sequence[Counted], reads_all: bool) -> list[Told]:
    """What somebody is told of each region, those with most needs first, few at the end."""
    found = [
        Told(each.region, each.needs) if reads_all or each.owners >= FEWEST_OWNERS or not each.needs
        else Told(each.region, None, is_few=True)
        for each in counted
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-(each.number or 0), each.is_empty, not each.region, each.region))


def sum_of(told: Sequence[Told]) -> int | None:
    """All numbers together; None where a region is not told by number, which the sum would give away."""
    return None if any(each.is_few for each in told) else sum(each.number or 0 for each in told)


@dataclass(frozen=True)
class Step:
    """A step of the legend: from the first number to the last one."""

    first: int
    last: int

    @property
    def label(self) -> str:
        """Its numbers: `1–3`, `4`."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def steps_up_to(largest: int) -> list[Step]:
    """At most four steps of equal width in round numbers, from one to at least the largest."""
    if largest < 1:
        return []
    wanted = -(-largest // MOST_STEPS)
    width = next(size for size in _round_numbers() if size >= wanted)
    number = -(-largest // width)
    return [Step(place * width + 1, (place + 1) * width) for place in range(number)]


def _round_numbers() -> Sequence[int]:
    return [base * 10**power for power in range(10) for base in (1, 2, 3, 5)]


def step_of(number: int, steps: Sequence[Step]) -> int:
    """Which step a number stands on, the lowest being 1; 0 for none."""
    return next((place for place, step in enumerate(steps, start=1) if step.first <= number <= step.last), 0)
