"""The rules of needs: how alike two of them are, and why (R-NEED-03)."""

from app.needs.rules.likeness import (
    Collection,
    Encoder,
    Floats,
    Likeness,
    NeedText,
    Scales,
    collect,
    meanings_of,
    nearest,
    nearest_to,
)
from app.needs.rules.model_file import model_in
from app.needs.rules.reading import needs_in
from app.needs.rules.reasons import Outline, outline_of, reason_of

__all__ = [
    "Collection", "Encoder", "Floats", "Likeness", "NeedText", "Outline", "Scales", "collect", "meanings_of",
    "model_in", "nearest", "nearest_to", "needs_in", "outline_of", "reason_of",
]
