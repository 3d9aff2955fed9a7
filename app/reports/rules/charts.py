"""What the charts of the reports show: at which days, and the members in bands by their shares."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_QUARTERS = 40
"""Of more quarters than these only the ends of years are shown."""


def days_to_show(first: date, today: date) -> list[date]:
    """The ends of the quarters from the first day up to the last one; of many years, the ends of the years."""
    turns = [
        date(year, month, 1) - timedelta(days=1)
        for year in range(first.year, today.year + 2) for month in (1, 4, 7, 10)
    ]
    ends = [day for day in turns if first <= day <= today]
    return ends if len(ends) <= MOST_QUARTERS else [day for day in ends if day.month == 12]


@dataclass(frozen=True)
class Band:
    """Members who hold so many shares: from the first number to the last; None has no end."""

    first: int
    last: int | None
    members: int
    shares: int

    @property
    def label(self) -> str:
        """The numbers of the band: `1`, `3–5`, `21+`."""
        if self.last is None:
            return f"{self.first}+"
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


_BANDS: Sequence[tuple[int, int | None]] = (
    (0, 0), (1, 1), (2, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None),
)  # fmt: skip


def share_bands(holdings: Iterable[int]) -> list[Band]:
    """How many members hold how many shares, in bands; the outer ones only as far as somebody is in them."""
    counted = Counter(holdings)
    bands = []
    for first, last in _BANDS:
        within = {held: number for held, number in counted.items() if first <= held and (last is None or held <= last)}
        number = sum(within.values())
        bands.append(Band(first, last, number, sum(held * each for held, each in within.items())))
    used = [at for at, band in enumerate(bands) if band.members]
    return bands[used[0] : used[-1] + 1] if used else []
