"""Pages of applications: the public form, the applicant's own page, what the office does."""

from app.admissions.views import acts, clauses, office, paper, personal, public, steps
from app.admissions.views.pieces import blueprint

__all__ = ["acts", "blueprint", "clauses", "office", "paper", "personal", "public", "steps"]
