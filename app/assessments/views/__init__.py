"""Pages of joint assessment: rounds, their preparation and course, results; and assessing itself in the portal."""

from app.assessments.views import deciding, lists, own, preparing, results, running, showing
from app.assessments.views.pieces import FromAbove, blueprint, hand_in
from app.assessments.views.showing import on_bundle, on_need

__all__ = [
    "FromAbove", "blueprint", "deciding", "hand_in", "lists", "on_bundle", "on_need", "own", "preparing", "results",
    "running", "showing",
]
