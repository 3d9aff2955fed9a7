"""Letter by which a member learns of its exclusion, to be sent registered and at once (§ 68 (2) GenG; R-EXIT-09).

Tells the resolution with its reasons, the day, the rights that end with the dispatch, and how to appeal (R-DOC-05).
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class ExclusionFacts:
    """The resolution of an organ, named in the nominative, and what follows; `appeal_days` 0 without a clause.

    `has_account`: the member's is known.
    """

    letter: Letter
    removal: str
    resolution: str
    resolved_on: date
    organ: str
    clause: str
    reasons: str
    last_day: date
    payable_by: date
    appeal_days: int = 0
    is_officer: bool = False
    has_account: bool = False


def build(facts: ExclusionFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("exclusion_letter", facts, facts.letter)


def sample() -> ExclusionFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = sample_letter()
    reasons = "Trotz zweier Mahnungen vom 3. August und 7. September 2026 sind 12.500 € auf zwei Anteile nicht gezahlt."
    return ExclusionFacts(
        letter=replace(letter, reference="B-2026-1221", recipient=("Einschreiben", *letter.recipient)),
        removal="AS-2026-002", resolution="V-2026-045", resolved_on=date(2026, 11, 23), organ="der Vorstand",
        clause="§ 11 Abs. 1 Buchst. b der Satzung", reasons=reasons, last_day=date(2026, 12, 31),
        payable_by=date(2027, 6, 30), appeal_days=42,
    )


def variants() -> dict[str, ExclusionFacts]:
    """Samples: with and without appeal, of an officer, with a known account."""
    return {
        "appeal": sample(), "final": replace(sample(), appeal_days=0),
        "officer": replace(sample(), is_officer=True, organ="der Aufsichtsrat", resolution="A-2026-011"),
        "account": replace(sample(), has_account=True),
    }
