"""Letter on further shares that were not admitted; nothing was entered (§ 15b GenG; R-DOC-05)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class SharesRefusedFacts:
    """Which declaration, by which resolution; `reason` where the law stood against it, else the board decided so."""

    letter: Letter
    declaration: str
    received_on: date
    shares: int
    resolution: str
    reason: str = ""


def build(facts: SharesRefusedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("shares_refused", facts, facts.letter)


def sample() -> SharesRefusedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1212")
    return SharesRefusedFacts(letter, "BT-2026-002", date(2026, 11, 23), 3, "V-2026-043")


def variants() -> dict[str, SharesRefusedFacts]:
    """Samples: by the board's decision, and because the law stands against it."""
    reason = "Weitere Anteile sind erst zulässig, wenn die bisherigen voll eingezahlt sind (§ 15b Abs. 2 GenG)."
    return {"decided": sample(), "unpaid": replace(sample(), shares=1, reason=reason)}
