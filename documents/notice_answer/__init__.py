"""Answer to a creditor or administrator who gave a member's notice in its stead (§§ 66, 66a GenG; R-EXIT-08)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class NoticeAnswerFacts:
    """What came of the notice: the day it takes effect and until when is paid, or why it has no effect.

    `former_day`: the day confirmed before, where something else ends the membership earlier.
    """

    letter: Letter
    notice: str
    member: str
    received_on: date
    is_insolvency: bool
    last_day: date | None = None
    payable_by: date | None = None
    reason: str = ""
    former_day: date | None = None


def build(facts: NoticeAnswerFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("notice_answer", facts, facts.letter)


def sample() -> NoticeAnswerFacts:
    """A letter of the fictional Digitalverbund Morgenau to a fictional bank."""
    letter = replace(
        sample_letter(), reference="B-2026-1204", salutation="Sehr geehrte Damen und Herren,", member_number=None,
        recipient=("Sparkasse Lindenfurt", "Marktplatz 1", "70999 Lindenfurt"),
    )
    return NoticeAnswerFacts(
        letter, "KD-2026-005", "Kabelwerk Eichenau GmbH", date(2026, 11, 20), False, date(2027, 12, 31),
        date(2028, 6, 30),
    )


def variants() -> dict[str, NoticeAnswerFacts]:
    """Samples: of a creditor, of an administrator, a notice without effect, and one that an earlier end overtook."""
    reason = "Die erfolglose Vollstreckung lag bei der Pfändung mehr als sechs Monate zurück (§ 66 Abs. 1 GenG)."
    return {
        "creditor": sample(), "insolvency": replace(sample(), is_insolvency=True),
        "overtaken": replace(
            sample(), last_day=date(2026, 12, 31), payable_by=date(2027, 6, 30), former_day=date(2027, 12, 31)
        ),
        "refused": replace(sample(), last_day=None, payable_by=None, reason=reason),
    }
