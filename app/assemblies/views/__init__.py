"""Pages of assemblies: the list, one assembly, its plan, agenda, synopsis and papers."""

from app.assemblies.views import agenda, papers, planning, register, synopsis
from app.assemblies.views.pieces import blueprint

__all__ = ["agenda", "blueprint", "papers", "planning", "register", "synopsis"]
