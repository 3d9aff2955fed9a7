"""Letter on the splitting of the shares: how many they were and are, and that no cent moved (§ 22b GenG; R-SHR-09)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class SharesSplitFacts:
    """By which version of the statute, into how many parts, and what the member has of the shares since; cents.

    `shares_after` are those of the day of the splitting. `certificate` is the new one, empty where none could be issued
    yet; `had_certificate` says whether there was one to replace. Where the splitting was `taken_back`, before is what
    the former letter said, and after what the register says. `replaces` is the day of a former letter that was wrong
    otherwise.
    """

    letter: Letter
    resolved_on: date
    registered_on: date
    parts: int
    nominal_before: Cents
    nominal: Cents
    shares_before: int
    shares_after: int
    had_certificate: bool = False
    certificate: str = ""
    taken_back: bool = False
    replaces: date | None = None


def build(facts: SharesSplitFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("shares_split", facts, facts.letter)


def sample() -> SharesSplitFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    return SharesSplitFacts(
        letter=replace(sample_letter(), reference="B-2026-1212"), resolved_on=date(2026, 6, 20),
        registered_on=date(2026, 11, 23), parts=5, nominal_before=50_000, nominal=10_000, shares_before=3,
        shares_after=15, had_certificate=True, certificate="U-2026-0415",
    )


def variants() -> dict[str, SharesSplitFacts]:
    """Samples: several shares, one, without a certificate, with one that follows, taken back, replacing."""
    several = sample()
    return {
        "several": several,
        "one": replace(several, shares_before=1, shares_after=5),
        "follows": replace(several, certificate=""),
        "none": replace(several, had_certificate=False, certificate=""),
        "taken_back": replace(
            several, taken_back=True, nominal_before=10_000, nominal=50_000, shares_before=15, shares_after=3,
            certificate="U-2026-0416",
        ),
        "replacing": replace(several, replaces=date(2026, 11, 18)),
    }
