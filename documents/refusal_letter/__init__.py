"""Refusal letter: tells an applicant that it is not admitted (Ablehnung, § 15 Abs. 2 GenG; R-ADM-09).

The letter gives no reasons, and says that the declaration is deleted, or returned where it came on paper.
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class RefusalFacts:
    """Which application is refused; `returned` says that the declaration came on paper and is enclosed."""

    letter: Letter
    application: str
    applied_on: date
    returned: bool = False


def build(facts: RefusalFacts) -> bytes:
    """Print the refusal letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("refusal_letter", facts, facts.letter)


def sample() -> RefusalFacts:
    """A refusal by the fictional Digitalverbund Morgenau."""
    letter = replace(
        sample_letter(),
        recipient=("Nebelhorn Beispiel GmbH", "Frau Thusnelda Windhauch", "Hafenweg 9", "70995 Nebelfurt"),
        salutation="Sehr geehrte Frau Windhauch,",
        reference="B-2026-1190",
        member_number=None,
    )
    return RefusalFacts(letter, "A-2026-0072", date(2026, 11, 17))


def variants() -> dict[str, RefusalFacts]:
    """Samples: an electronic declaration, which is deleted, and one on paper, which is returned."""
    return {"electronic": sample(), "paper": replace(sample(), returned=True)}
