"""Letter on an organisation that was dissolved or went over into another (§ 77a GenG; R-EXIT-11)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class SuccessionFacts:
    """Which organisation ended when, and the last day; `successor` where another stands in its place until then."""

    letter: Letter
    removal: str
    organisation: str
    event_on: date
    shares: int
    credit: Cents
    last_day: date
    payable_by: date
    successor: str = ""


def build(facts: SuccessionFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("succession_letter", facts, facts.letter)


def sample() -> SuccessionFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(
        sample_letter(), reference="B-2026-1227", salutation="Sehr geehrte Damen und Herren,",
        recipient=("Glasfaser Hohenmoos AG", "Am Umspannwerk 2", "70998 Hohenmoos"),
    )
    return SuccessionFacts(
        letter, "AS-2026-003", "Kabelwerk Eichenau GmbH", date(2026, 8, 31), 4, 200_000, date(2026, 12, 31),
        date(2027, 6, 30), "Glasfaser Hohenmoos AG",
    )


def variants() -> dict[str, SuccessionFacts]:
    """Samples: with a successor, and dissolved."""
    return {"succession": sample(), "dissolution": replace(sample(), successor="", shares=1)}
