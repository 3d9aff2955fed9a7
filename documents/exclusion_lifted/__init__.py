"""Letter on an exclusion that is lifted, on appeal or by a judgment: the membership goes on (§ 68 GenG; R-EXIT-09)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class LiftedFacts:
    """Which exclusion, which appeal, by what decision; without an appeal, a court or an arbitrator declared it void."""

    letter: Letter
    removal: str
    appealed_on: date | None
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
    """Samples: of a member, of an officer, by a judgment."""
    judged = replace(sample(), appealed_on=None, decision="Landgericht Quellbach, 3 O 118/26")
    return {"member": sample(), "officer": replace(sample(), is_officer=True), "judgment": judged}
