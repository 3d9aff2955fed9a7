"""Addendum to signed minutes: what of them it corrects (Nachtrag zur Niederschrift, § 47 GenG; R-MIN-06)."""

from documents import press
from documents.addendum.facts import AddendumFacts, sample, variants

__all__ = ["AddendumFacts", "build", "sample", "variants"]


def build(facts: AddendumFacts) -> bytes:
    """Print the addendum (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "addendum/addendum.html",
        facts,
        identifier=f"{facts.number} {facts.heading} {facts.dated.isoformat()}",
        dated=facts.dated,
        sheets=("record/record.css", "protocol/protocol.css", "minutes/minutes.css"),
    )
