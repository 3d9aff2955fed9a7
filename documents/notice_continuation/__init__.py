"""Letter on going on: a notice is undone by consent, membership or shares continue (R-EXIT-13, § 130 BGB)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class ContinuationFacts:
    """Which notice is undone by which resolution; `last_day` is the day on which it would have taken effect."""

    letter: Letter
    notice: str
    received_on: date
    last_day: date
    resolution: str
    is_partial: bool = False


def build(facts: ContinuationFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("notice_continuation", facts, facts.letter)


def sample() -> ContinuationFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1203")
    return ContinuationFacts(letter, "KD-2026-003", date(2026, 11, 23), date(2027, 12, 31), "V-2026-042")


def variants() -> dict[str, ContinuationFacts]:
    """Samples: a membership, and single shares."""
    return {"whole": sample(), "partial": replace(sample(), is_partial=True)}
