"""Admission ticket: whose it is, to which assembly, with the code that is scanned at the door (§ 47 GenG)."""

from collections.abc import Callable, Sequence

from documents import press
from documents.admission_ticket.facts import TicketFacts, sample, variants

__all__ = ["PORTION", "TicketFacts", "build", "build_all", "sample", "variants"]

PORTION = 100
"""How many tickets are laid out in one go: they share their fonts, and a worker tells after each how far it is."""


def build(facts: TicketFacts) -> bytes:
    """Print the ticket (PDF/A-3a, PDF/UA-1)."""
    return _print(facts, [facts], f"Einlasskarte, {facts.name}", facts.number or facts.name)


def build_all(tickets: Sequence[TicketFacts], tell: Callable[[int, int], None] = lambda _done, _of: None) -> bytes:
    """Print tickets for one run of the printer, in their order, each on a page of its own; at least one."""
    parts = []
    for first in range(0, len(tickets), PORTION):
        some = tickets[first : first + PORTION]
        parts.append(_print(some[0], some, "Einlasskarten", f"{some[0].number} bis {some[-1].number}"))
        tell(first + len(some), len(tickets))
    return press.bundle(parts)


def _print(first: TicketFacts, tickets: Sequence[TicketFacts], title: str, whose: str) -> bytes:
    return press.print_pdf(
        "admission_ticket/ticket.html", first, identifier=f"{first.cooperative} {first.meets_on.isoformat()} {whose}",
        dated=first.meets_on, sheets=("record/record.css", "admission_ticket/ticket.css"), tickets=tickets, title=title,
    )
