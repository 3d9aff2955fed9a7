"""Letter on an exclusion that is lifted on appeal: the membership goes on (§ 68 GenG; R-EXIT-09)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class LiftedFacts:
    """Which exclusion, which appeal, by what decision."""

    letter: Letter
    removal: str
    appealed_on: date
    decided_on: date
    decision: str
    is_officer: bool = False


def build(facts: LiftedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("exclusion_lifted", facts, facts.letter)


def sample() -> LiftedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1222", dated=date(2026, 12, 15))
    return LiftedFacts(letter, "AS-2026-002", date(2026, 11, 30), date(2026, 12, 14), "A-2026-012")


def variants() -> dict[str, LiftedFacts]:
    """Samples: of a member, of an officer."""
    return {"member": sample(), "officer": replace(sample(), is_officer=True)}
