"""Pages of assemblies: the list, one assembly, its plan, agenda and papers, what is told; the members' own."""

from app.assemblies.views import (
    agenda,
    answering,
    convening,
    correcting,
    own,
    papers,
    planning,
    proposals,
    register,
    requests,
    synopsis,
    telling,
)
from app.assemblies.views.pieces import FromAbove, blueprint, hand_in

__all__ = [
    "FromAbove", "agenda", "answering", "blueprint", "convening", "correcting", "hand_in", "own", "papers",
    "planning", "proposals", "register", "requests", "synopsis", "telling",
]  # fmt: skip
