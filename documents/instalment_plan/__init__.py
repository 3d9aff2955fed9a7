"""Instalment plan: what a member pays on its shares when, instead of what was due (Ratenplan, §§ 22, 50 GenG)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import Later
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class InstalmentPlanFacts:
    """The instalments, by day, and what they rest on: an agreement, or a resolution of the assembly."""

    letter: Letter
    plan: str
    total: Cents
    reference: str
    decided_on: date
    by_assembly: bool
    instalments: tuple[Later, ...]
    purpose: str

    def __post_init__(self) -> None:
        if sum(each.cents for each in self.instalments) != self.total:
            raise ValueError("The instalments must be what is owed.")


def build(facts: InstalmentPlanFacts) -> bytes:
    """Print the plan (PDF/A-3a, PDF/UA-1)."""
    return print_letter("instalment_plan", facts, facts.letter)


def sample() -> InstalmentPlanFacts:
    """A plan of the fictional Digitalverbund Morgenau: three instalments, of which the last takes the rest."""
    return InstalmentPlanFacts(
        letter=replace(sample_letter(), reference="B-2026-1240"), plan="RP-2026-003", total=1_000_000,
        reference="Vereinbarung vom 20.11.2026", decided_on=date(2026, 11, 20), by_assembly=False,
        instalments=(
            Later(333_333, date(2027, 1, 4)), Later(333_333, date(2027, 2, 1)), Later(333_334, date(2027, 3, 1)),
        ),
        purpose="Mitglied 0413 Anteile",
    )


def variants() -> dict[str, InstalmentPlanFacts]:
    """Samples: agreed, by the assembly, and one of several pages."""
    first = sample()
    many = tuple(Later(10_000, date(2027 + each // 12, each % 12 + 1, 15)) for each in range(60))
    resolved = replace(first, by_assembly=True, reference="GV 2026, TOP 7")
    return {"agreed": first, "resolved": resolved, "many": replace(first, instalments=many, total=600_000)}
