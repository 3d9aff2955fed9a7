"""How far a long step is: `work` tells it, the worker writes it down while it renews the lease."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Meter:
    """What the step told last, and whether that is written down yet."""

    done: int = 0
    total: int = 0
    has_news: bool = False

    def news(self) -> dict[str, int]:
        """The columns to write; nothing for a step that never told anything."""
        self.has_news = False
        return {"parts_done": self.done, "parts_total": self.total} if self.total else {}


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def measured() -> Iterator[Meter]:
    """Let whatever runs inside tell how far it is."""
    meter = Meter()
    before = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(before)


def tell(done: int, total: int) -> None:
    """Say how far the present step is, as often as one likes; outside a worker nobody listens."""
    meter = _METER.get()
    if meter is not None:
        meter.done, meter.total, meter.has_news = done, total, True
