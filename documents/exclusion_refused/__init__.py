"""Letter on an exclusion that was not resolved: the member stays (§ 68 GenG; R-EXIT-09)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class NotExcludedFacts:
    """Which procedure, and by which resolution of which organ it ended."""

    letter: Letter
    removal: str
    organ: str
    resolution: str
    resolved_on: date


def build(facts: NotExcludedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("exclusion_refused", facts, facts.letter)


def sample() -> NotExcludedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1232", dated=date(2026, 12, 15))
    return NotExcludedFacts(letter, "AS-2026-002", "der Vorstand", "V-2026-051", date(2026, 12, 14))


def variants() -> dict[str, NotExcludedFacts]:
    """Samples: decided by the board, by the supervisory board."""
    other = replace(sample(), organ="der Aufsichtsrat", resolution="A-2026-012")
    return {"board": sample(), "supervisory_board": other}
