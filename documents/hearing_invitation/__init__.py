"""Invitation to be heard before somebody is excluded (Anhörung, § 68 GenG; R-EXIT-09): what for, and until when."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class HearingFacts:
    """What is held against the member, by which clause; which organ decides, in the dative; the last day to answer."""

    letter: Letter
    removal: str
    clause: str
    reasons: str
    organ: str
    answer_until: date


def build(facts: HearingFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("hearing_invitation", facts, facts.letter)


def sample() -> HearingFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1220")
    reasons = "Trotz zweier Mahnungen vom 3. August und 7. September 2026 sind 12.500 € auf zwei Anteile nicht gezahlt."
    return HearingFacts(
        letter, "AS-2026-002", "§ 11 Abs. 1 Buchst. b der Satzung", reasons, "der Vorstand", date(2026, 12, 15)
    )


def variants() -> dict[str, HearingFacts]:
    """Samples: few words, and many."""
    long = " ".join([sample().reasons] * 9)
    return {"short": sample(), "long": replace(sample(), reasons=long, organ="der Aufsichtsrat")}
