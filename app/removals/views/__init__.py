"""The pages of removals: the list, what happened, the steps of one."""

from app.removals.views import begin, register, steps
from app.removals.views.pieces import blueprint

__all__ = ["begin", "blueprint", "register", "steps"]
