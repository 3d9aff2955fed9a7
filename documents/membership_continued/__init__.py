"""Letter to the heir who goes on with a membership: since when, with which shares, what is owed (§ 77 (2) GenG)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import Later, WithDues
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class Cancelled:
    """Shares that were given up before, and the day with whose close they end."""

    shares: int
    last_day: date


@dataclass(frozen=True)
class ContinuedFacts(WithDues):
    """Whose membership goes on since when, with what; cents.

    `shares` and `credit` are what went over, `shares_after` is all that the heir holds now. `dues` is what is open on
    the shares that went over, `cancelled` what of them was given up before.
    """

    letter: Letter
    removal: str
    deceased: str
    died_on: date
    since: date
    member_number: int
    shares: int
    credit: Cents
    shares_after: int
    dues: tuple[Later, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()


def build(facts: ContinuedFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("membership_continued", facts, facts.letter)


def sample() -> ContinuedFacts:
    """A letter of the fictional Digitalverbund Morgenau."""
    letter = replace(
        sample_letter(), reference="B-2026-1231", salutation="Guten Tag Rosalinde Lindwurm,", member_number=432,
        recipient=("Rosalinde Lindwurm", "Am Anger 9", "70997 Altenbruck"),
    )
    return ContinuedFacts(
        letter, "AS-2026-001", "Balthasar Lindwurm", date(2026, 11, 3), date(2026, 11, 4), 432, 3, 150_000, 3,
    )


def variants() -> dict[str, ContinuedFacts]:
    """Samples: all paid, with payments to come, beside own shares, with shares given up before."""
    dues = (Later(60_000, date(2026, 12, 10)), Later(50_000, date(2027, 3, 10)))
    unpaid = replace(sample(), credit=40_000, dues=dues)
    instalments = tuple(Later(10_000, date(2027, month, 1)) for month in range(1, 8))
    return {
        "paid": sample(), "unpaid": unpaid, "instalments": replace(sample(), credit=0, dues=instalments),
        "beside_own": replace(sample(), shares=1, credit=50_000, shares_after=6),
        "cancelled": replace(unpaid, cancelled=(Cancelled(2, date(2027, 12, 31)),)),
    }
