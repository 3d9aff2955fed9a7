"""Letter to the members who demanded an assembly or an item of its agenda, that the board does not meet it (§ 45 GenG).
"""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class DemandRefusalFacts:
    """What was demanded, when it came in, why it is refused; `is_backed`: by enough to go to court (§ 45 (3) GenG).

    `is_alone`: nobody else demanded it.
    """

    letter: Letter
    demand: str
    received_on: date
    reasons: str
    is_backed: bool
    is_alone: bool = False


def build(facts: DemandRefusalFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("demand_refusal", facts, facts.letter)


def sample() -> DemandRefusalFacts:
    """A refusal by the fictional Digitalverbund Morgenau, of a demand that too few supported."""
    return DemandRefusalFacts(
        replace(sample_letter(), reference="B-2026-1204"), "Beratung über eine Ladestation am Dorfplatz",
        date(2026, 11, 10), "Der Platz gehört der Gemeinde; sie plant dort bis 2028 den neuen Markt.", False,
    )


def variants() -> dict[str, DemandRefusalFacts]:
    """Samples: demanded by too few, by one alone, by enough with long reasons, by one who is enough."""
    reasons = f"{sample().reasons}\n\nDie Versammlung hat das 2025 schon beraten."
    long = replace(sample(), is_backed=True, reasons=reasons)
    return {
        "few": sample(), "alone": replace(sample(), is_alone=True), "enough": long,
        "alone_enough": replace(sample(), is_backed=True, is_alone=True),
    }
