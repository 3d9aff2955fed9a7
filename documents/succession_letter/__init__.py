"""Letter on an organisation that was dissolved or went over into another (§ 77a GenG; R-EXIT-11)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import EndedBy
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class SuccessionFacts:
    """Which organisation ended when, and the last day; `successor` where another stands in its place until then.

    `is_taken_over`: one does, if nobody knows which. `ended_by` where the membership ends by another act, after which
    nothing is paid if it is a transfer. `has_account`: the successor's is known.
    """

    letter: Letter
    removal: str
    organisation: str
    event_on: date
    shares: int
    credit: Cents
    last_day: date
    payable_by: date | None
    successor: str = ""
    ended_by: EndedBy | None = None
    is_taken_over: bool = False
    has_account: bool = False


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
        date(2027, 6, 30), "Glasfaser Hohenmoos AG", is_taken_over=True,
    )


def variants() -> dict[str, SuccessionFacts]:
    """Samples: with a successor, dissolved, the successor not known, and a membership that ended otherwise."""
    dissolved = replace(sample(), successor="", shares=1, is_taken_over=False)
    handed_on = replace(sample(), ended_by=EndedBy.TRANSFER, last_day=date(2026, 9, 30), payable_by=None)
    return {
        "succession": sample(), "dissolution": dissolved, "unknown": replace(sample(), successor=""),
        "transfer": handed_on, "dissolved_after_transfer": replace(handed_on, successor="", is_taken_over=False),
        "account": replace(sample(), has_account=True),
        "notice": replace(sample(), ended_by=EndedBy.NOTICE),
        "exclusion": replace(sample(), ended_by=EndedBy.EXCLUSION),
        "other": replace(dissolved, ended_by=EndedBy.OTHER),
    }
