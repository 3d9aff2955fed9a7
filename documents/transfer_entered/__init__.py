"""Letter on a transfer that is entered, to either side: who holds what, and from which day (§ 76 GenG; R-TRF-01)."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.values import Cents
from documents.facts import Later
from documents.letter import Letter, print_letter, sample_letter


@dataclass(frozen=True)
class TransferEnteredFacts:
    """From or to whom, by which resolution, and what the recipient holds before and after; cents.

    `resolution` is empty where the transfer needed none. `day` is the last day of the transferor, `since` the first one
    of the acquirer. `is_whole`: the transferor leaves. `changes_shares`: not where the credit alone grows.
    `certificate` is the new one, empty where none could be issued yet. `asked_no_more`: what was open on the acquirer's
    shares and the credit covers on that day, or what would have fallen due of the transferor after it. `shares_given`
    were handed over, which may be fewer than the credit fills; `dues` is what the acquirer owes on those it got.
    """

    letter: Letter
    transfer: str
    is_acquirer: bool
    other: str
    other_number: int
    resolution: str
    day: date
    since: date
    amount: Cents
    shares_before: int
    shares_after: int
    credit_after: Cents
    is_whole: bool = False
    certificate: str = ""
    changes_shares: bool = True
    asked_no_more: Cents = 0
    shares_given: int = 0
    dues: tuple[Later, ...] = ()


def build(facts: TransferEnteredFacts) -> bytes:
    """Print the letter (PDF/A-3a, PDF/UA-1)."""
    return print_letter("transfer_entered", facts, facts.letter)


def sample() -> TransferEnteredFacts:
    """A letter of the fictional Digitalverbund Morgenau to the acquirer."""
    return TransferEnteredFacts(
        letter=replace(sample_letter(), reference="B-2027-0008", dated=date(2027, 1, 4)), transfer="UT-2026-001",
        is_acquirer=True, other="Stadt Lindenfurt", other_number=14, resolution="V-2026-044", day=date(2026, 12, 31),
        since=date(2027, 1, 1), amount=150_000, shares_before=20, shares_after=23, credit_after=1_150_000,
        certificate="U-2027-0003",
    )


def variants() -> dict[str, TransferEnteredFacts]:
    """Samples: to the acquirer, to who keeps shares, to who leaves; with a resolution and without; what is covered."""
    acquirer = sample()
    keeps = replace(
        acquirer, is_acquirer=False, other="Gemeinde Altenbruck", other_number=7, shares_before=5, shares_after=2,
        credit_after=100_000,
    )
    return {
        "acquirer": acquirer,
        "keeps": keeps,
        "leaves": replace(keeps, shares_before=3, shares_after=0, credit_after=0, is_whole=True, certificate=""),
        "no-shares": replace(acquirer, shares_before=3, shares_after=3, certificate="", changes_shares=False),
        "no-resolution": replace(keeps, resolution=""),
        "covers": replace(acquirer, asked_no_more=50_000),
        "covers-ahead": replace(
            acquirer, letter=replace(acquirer.letter, dated=date(2026, 11, 24)), asked_no_more=50_000, certificate=""
        ),
        "owes": replace(
            acquirer, amount=12_500_000, shares_before=2, shares_after=15, credit_after=17_500_000, shares_given=5,
            dues=(Later(500_000, date(2027, 10, 16)),),
        ),
        "owes-in-parts": replace(acquirer, dues=(Later(25_000, date(2027, 2, 1)), Later(25_000, date(2027, 8, 1)))),
        "owes-in-many-parts": replace(
            acquirer, dues=tuple(Later(10_000, date(2027, month, 1)) for month in range(2, 8))
        ),
        "falls-away": replace(keeps, asked_no_more=50_000),
    }
