"""Letter on a transfer that does not take place, to either side; nothing was entered (§ 76 GenG; R-DOC-05)."""

from dataclasses import dataclass, replace
from datetime import date

from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class TransferRefusedFacts:
    """Which transfer, from or to whom; `reason` where the law stood against it, else the board decided so.

    `application`: by which the recipient would have joined with it and which is still open; empty for a member.
    """

    letter: Letter
    transfer: str
    received_on: date
    is_acquirer: bool
    other: str
    resolution: str
    reason: str = ""
    application: str = ""


def build(facts: TransferRefusedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("transfer_refused", facts, facts.letter)


def sample() -> TransferRefusedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(sample_letter(), reference="B-2026-1214")
    return TransferRefusedFacts(letter, "UT-2026-001", date(2026, 11, 23), False, "Gemeinde Altenbruck", "V-2026-044")


def variants() -> dict[str, TransferRefusedFacts]:
    """Samples: by the board's decision, because the law stands against it, and to somebody who wanted to join by it."""
    reason = "Die Satzung erlaubt höchstens 10 Anteile (§ 7a Abs. 1 GenG)."
    limit = replace(sample(), is_acquirer=True, other="Stadt Lindenfurt", reason=reason)
    letter = replace(limit.letter, member_number=None)
    return {
        "decided": sample(), "limit": limit,
        "newcomer": replace(limit, letter=letter, reason="", application="A-2026-0071"),
    }
