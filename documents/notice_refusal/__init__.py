"""Refusal of a notice: why it has no effect, or not so early (Zurückweisung einer Kündigung, §§ 65 to 67b GenG)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class NoticeRefusalFacts:
    """Which notice is turned down, and why in a sentence.

    `last_day` is the day with which the membership ends all the same, where only the early end was refused by the
    board's `resolution` (§ 65 (3) GenG).
    """

    letter: Letter
    notice: str
    received_on: date
    is_partial: bool
    reason: str
    resolution: str = ""
    last_day: date | None = None


def build(facts: NoticeRefusalFacts) -> bytes:
    """Print the refusal (PDF/A-3a, PDF/UA-1)."""
    return print_letter("notice_refusal", facts, facts.letter)


def sample() -> NoticeRefusalFacts:
    """A refusal by the fictional Digitalverbund Morgenau for want of form."""
    reason = (
        "Die Kündigung muss eigenhändig unterschrieben oder qualifiziert elektronisch signiert sein"
        " (§ 65 Abs. 2 GenG, §§ 126, 126a BGB); Textform genügt hier nicht."
    )
    letter = replace(sample_letter(), reference="B-2026-1202")
    return NoticeRefusalFacts(letter, "KD-2026-004", date(2026, 11, 20), is_partial=False, reason=reason)


def variants() -> dict[str, NoticeRefusalFacts]:
    """Samples: a membership, single shares, hardship that the board did not find."""
    reason = "Kündbar sind nur weitere Anteile, die weder Satzung noch Vereinbarung verlangt (§ 67b GenG): höchstens 4."
    hardship = replace(sample(), reason="", resolution="V-2026-041", last_day=date(2031, 12, 31))
    return {"form": sample(), "partial": replace(sample(), is_partial=True, reason=reason), "hardship": hardship}
