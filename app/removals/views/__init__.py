"""The pages of removals: the list, what happened, the steps of one."""

from app.removals.views import begin, register, steps
from app.removals.views.pieces import blueprint, hand_in

__all__ = ["begin", "blueprint", "hand_in", "register", "steps"]
