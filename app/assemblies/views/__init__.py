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
from app.assemblies.views.pieces import blueprint

__all__ = [
    "agenda", "answering", "blueprint", "convening", "correcting", "own", "papers", "planning", "proposals",
    "register", "requests", "synopsis", "telling",
]  # fmt: skip
