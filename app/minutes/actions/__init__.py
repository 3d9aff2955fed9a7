"""What is done with minutes: worded, printed for signature, taken back, signed, added to."""

from app.assemblies.actions import hold, matter_of
from app.minutes.actions.acts import (
    PRINTED,
    add,
    board_on,
    draft_again,
    fix,
    print_is_taken_back,
    seal,
    take_back,
    word,
)
from app.minutes.actions.printing import facts_of, print_draft

__all__ = [
    "PRINTED",
    "add",
    "board_on",
    "draft_again",
    "facts_of",
    "fix",
    "hold",
    "matter_of",
    "print_draft",
    "print_is_taken_back",
    "seal",
    "take_back",
    "word",
]
