"""Pages of assemblies: the list, one assembly, its plan, agenda and papers, what is told; the members' own."""

from app.assemblies.views import agenda, convening, own, papers, planning, register, synopsis, telling
from app.assemblies.views.pieces import blueprint

__all__ = ["agenda", "blueprint", "convening", "own", "papers", "planning", "register", "synopsis", "telling"]
