"""Promotion report of a fiscal year: what became of members' needs, in figures and words (§ 58 (1) sentence 3 GenG)."""

from app.core.formats import local
from documents import press
from documents.promotion_report.facts import Bar, Example, PromotionFacts, sample, variants

__all__ = ["Bar", "Example", "PromotionFacts", "build", "sample", "variants"]


def build(facts: PromotionFacts) -> bytes:
    """Print the report (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "promotion_report/promotion_report.html",
        facts,
        identifier=f"{facts.number} {facts.year} {facts.made_at.isoformat()}",
        dated=local(facts.made_at).date(),
        sheets=("record/record.css", "report/report.css", "promotion_report/promotion_report.css"),
        rows=[(row.label, row.text) for row in facts.rows],
    )
