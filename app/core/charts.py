"""What a chart shows: on which scale, where its points lie. Its figures stand in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 200


def ticks_of(largest: int) -> list[int]:
    """Round numbers from zero to at least the largest, for the lines behind a chart: 0, 10, 20, 30."""
    step = 1
    for factor in _steps():
        step = factor
        if step * 4 >= largest:
            break
    return [step * number for number in range(-(-largest // step) + 1)] if largest > 0 else [0, 1]


def _steps() -> list[int]:
    return [base * 10**power for power in range(18) for base in (1, 2, 5)]


@dataclass(frozen=True)
class Point:
    """A point of a chart in its own units, with the value it stands for and the word below it."""

    x: float
    y: float
    value: int
    label: str


@dataclass(frozen=True)
class Chart:
    """A drawing of values: its points from left to right, and the lines behind them as height and number."""

    points: Sequence[Point]
    lines: Sequence[tuple[float, int]]
    bar_width: float

    @property
    def path(self) -> str:
        """The line through the points, stepwise: a value holds until the next day that is shown."""
        moves = [f"M{self.points[0].x:.1f} {self.points[0].y:.1f}"] if self.points else []
        return " ".join([*moves, *(f"H{point.x:.1f} V{point.y:.1f}" for point in self.points[1:])])

    @property
    def labels(self) -> Sequence[Point]:
        """The points whose word is written: not more than fit side by side, the last one among them."""
        step = -(-len(self.points) // 7) or 1
        return self.points[::-1][::step][::-1]


def chart_of(values: Sequence[tuple[str, int]], largest: int = 0) -> Chart:
    """Lay values out from left to right; zero lies at the foot. Charts with the same `largest` share their scale."""
    ticks = ticks_of(max([largest, *(value for _, value in values)]))
    slot = WIDTH / max(len(values), 1)
    points = [
        Point((number + 0.5) * slot, _height(value, ticks[-1]), value, label)
        for number, (label, value) in enumerate(values)
    ]
    return Chart(points, [(_height(tick, ticks[-1]), tick) for tick in ticks], min(slot * 0.7, 56))


def _height(value: int, top: int) -> float:
    return HEIGHT - HEIGHT * max(value, 0) / top
