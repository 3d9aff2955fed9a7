"""Paper: a text in sections and numbered paragraphs, as a statute or an extract (Satzung, Auszug, Bescheinigung).

It shows what others would hand in or publish; every page says that it is a sample without legal effect.
"""

from documents import press
from documents.paper.facts import PaperFacts, Paragraph, Section, sample, variants

__all__ = ["PaperFacts", "Paragraph", "Section", "build", "sample", "variants"]


def build(facts: PaperFacts) -> bytes:
    """Print the paper (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "paper/paper.html",
        facts,
        identifier=f"{facts.issuer} {facts.number} {facts.heading}",
        dated=facts.signed_on,
        sheets=("record/record.css", "paper/paper.css"),
        rows=[(row.label, row.text) for row in facts.rows],
    )
