"""Protocol: a resolution of an organ, item by item and vote by vote (Beschlussprotokoll); the admission minutes."""

from documents import press
from documents.protocol.facts import (
    Choice,
    Item,
    Organ,
    Outcome,
    ProtocolFacts,
    Vote,
    admission_item,
    awaiting_consent_item,
    sample,
    variants,
)

__all__ = [
    "Choice",
    "Item",
    "Organ",
    "Outcome",
    "ProtocolFacts",
    "Vote",
    "admission_item",
    "awaiting_consent_item",
    "build",
    "sample",
    "variants",
]

ORGANS = {
    Organ.BOARD: ("des Vorstands", "Mitglied des Vorstands"),
    Organ.SUPERVISORY_BOARD: ("des Aufsichtsrats", "Mitglied des Aufsichtsrats"),
    Organ.GENERAL_ASSEMBLY: ("der Generalversammlung", "Mitglied"),
}
CHOICES = {
    Choice.YES: "Ja",
    Choice.NO: "Nein",
    Choice.ABSTENTION: "Enthaltung",
    Choice.BIASED: "Befangen",
    Choice.NOT_CAST: "Keine",
}
OUTCOMES = {
    Outcome.ACCEPTED: ("angenommen", "ok"),
    Outcome.REJECTED: ("abgelehnt", "stop"),
    Outcome.UNDECIDED: ("nicht entschieden", ""),
}


def build(facts: ProtocolFacts) -> bytes:
    """Print the protocol (PDF/A-3a, PDF/UA-1)."""
    of_organ, member = ORGANS[facts.organ]
    return press.print_pdf(
        "protocol/protocol.html",
        facts,
        identifier=facts.number,
        dated=facts.signed_on,
        sheets=("record/record.css", "protocol/protocol.css"),
        of_organ=of_organ,
        member=member,
        rows=[(row.label, row.text) for row in facts.rows],
        choices=CHOICES,
        outcomes=OUTCOMES,
    )
