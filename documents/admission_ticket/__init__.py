"""Admission ticket: whose it is, to which assembly, with the code that is scanned at the door (§ 47 GenG)."""

from documents import press
from documents.admission_ticket.facts import TicketFacts, sample, variants

__all__ = ["TicketFacts", "build", "sample", "variants"]


def build(facts: TicketFacts) -> bytes:
    """Print the ticket (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "admission_ticket/ticket.html",
        facts,
        identifier=f"{facts.cooperative} {facts.meets_on.isoformat()} {facts.number}",
        dated=facts.meets_on,
        sheets=("record/record.css", "admission_ticket/ticket.css"),
        rows=facts.rows(),
    )
