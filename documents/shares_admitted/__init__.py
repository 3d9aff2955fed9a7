"""Letter on further shares: admitted and entered, what is to be paid and when (§ 15b (3) GenG; R-SHR-04, R-DOC-05)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import Later, WithDues
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class SharesAdmittedFacts(WithDues):
    """How many shares by which resolution, and what falls due on them; cents.

    `nominal` is the amount of one share, `rest` what the assembly has still to ask for. `certificate` is the new one,
    empty where none could be issued yet.
    """

    letter: Letter
    declaration: str
    received_on: date
    resolution: str
    admitted_on: date
    shares: int
    shares_after: int
    nominal: Cents
    dues: tuple[Later, ...]
    rest: Cents = 0
    certificate: str = ""
    is_mandatory: bool = False


def build(facts: SharesAdmittedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("shares_admitted", facts, facts.letter)


def sample() -> SharesAdmittedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    return SharesAdmittedFacts(
        letter=replace(sample_letter(), reference="B-2026-1211"), declaration="BT-2026-002",
        received_on=date(2026, 11, 23), resolution="V-2026-043", admitted_on=date(2026, 11, 26), shares=3,
        shares_after=23, nominal=50_000, dues=(Later(150_000, date(2026, 12, 10)),), certificate="U-2026-0414",
    )


def variants() -> dict[str, SharesAdmittedFacts]:
    """Samples: paid at once, in rates, one share, mandatory ones."""
    several = sample()
    rates = tuple(Later(37_500, date(2026 + year, 12, 10)) for year in range(6))
    return {
        "several": several,
        "rates": replace(several, dues=rates, rest=75_000),
        "one": replace(several, shares=1, shares_after=2, dues=(Later(50_000, date(2026, 12, 10)),), certificate=""),
        "mandatory": replace(several, is_mandatory=True),
    }
