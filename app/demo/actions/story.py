"""How the story is told: many plots side by side, act by act in the order of time, so that numbers and journal fit."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush

Plot = Iterator[datetime]
"""A plot names the moment of its next act, and acts when it is called again."""


def tell(plots: Iterable[Plot]) -> None:
    """Let every plot act whenever its moment comes; those of one moment in the order given."""
    waiting: list[tuple[datetime, int, Plot]] = []
    for number, plot in enumerate(plots):
        _go_on(waiting, number, plot)
    while waiting:
        _moment, number, plot = heappop(waiting)
        _go_on(waiting, number, plot)


def _go_on(waiting: list[tuple[datetime, int, Plot]], number: int, plot: Plot) -> None:
    moment = next(plot, None)
    if moment is not None:
        heappush(waiting, (moment, number, plot))
