"""Pages of applications: the public form, the applicant's own page, what the office does."""

from app.admissions.views import acts, clauses, office, paper, personal, public, steps
from app.admissions.views.pieces import FromAbove, blueprint, hand_in

__all__ = ["FromAbove", "acts", "blueprint", "clauses", "hand_in", "office", "paper", "personal", "public", "steps"]
