"""Confirmation of a notice: when it came in, when it takes effect, and what follows (Kündigung, §§ 65 to 67b GenG).

Tells the day with which membership or shares end, the rule behind it, and until when what is paid (R-DOC-05).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.values import Cents
from documents.letter import Letter, print_letter, sample_letter


class Right(StrEnum):
    """By what right notice was given."""

    ORDINARY = "ordinary"
    PARTIAL = "partial"
    HARDSHIP = "hardship"
    SPECIAL = "special"
    RESIDENCE = "residence"
    CREDITOR = "creditor"
    INSOLVENCY = "insolvency"


@dataclass(frozen=True)
class ConfirmationFacts:
    """What a notice brings about; cents.

    `shares` end with `last_day`, `shares_left` remain. `receivable_until` is the last day on which it could come in,
    `months` its period. `declared_by` is the creditor or administrator who gave it, `resolution` the board's on
    hardship, `resolved_on` the day of the amendment. `released` is paid by `payable_by` at the latest, to `account`,
    which is masked and may wait to be confirmed; `account_left_out` was named with the notice and does not count.
    `bound` stays above the nominal of the shares that remain, since that was reduced.
    `member` names who gave notice where the letter goes to the heirs or the successor.
    """

    letter: Letter
    notice: str
    right: Right
    received_on: date
    last_day: date
    months: int
    receivable_until: date | None
    shares: int
    shares_left: int
    credit: Cents
    released: Cents
    payable_by: date
    declared_by: str = ""
    resolution: str = ""
    resolved_on: date | None = None
    has_minimum_capital: bool = False
    account: str = ""
    account_waits: bool = False
    account_left_out: str = ""
    member: str = ""
    bound: Cents = 0

    @property
    def is_partial(self) -> bool:
        """Whether the member stays with other shares."""
        return self.right is Right.PARTIAL

    @property
    def is_paid(self) -> bool:
        """Whether a payment is to follow, as far as one knows: of single shares what the others do not take up."""
        return not self.is_partial or self.released > 0


def build(facts: ConfirmationFacts) -> bytes:
    """Print the confirmation (PDF/A-3a, PDF/UA-1)."""
    return print_letter("notice_confirmation", facts, facts.letter)


def sample() -> ConfirmationFacts:
    """A confirmation by the fictional Digitalverbund Morgenau."""
    return ConfirmationFacts(
        letter=replace(sample_letter(), reference="B-2026-1201"),
        notice="KD-2026-003",
        right=Right.ORDINARY,
        received_on=date(2026, 11, 23),
        last_day=date(2027, 12, 31),
        months=6,
        receivable_until=date(2027, 6, 30),
        shares=20,
        shares_left=0,
        credit=1_000_000,
        released=1_000_000,
        payable_by=date(2028, 6, 30),
    )


def variants() -> dict[str, ConfirmationFacts]:
    """Samples of every right."""
    whole = sample()
    partial = replace(whole, right=Right.PARTIAL, shares=5, shares_left=15, released=250_000)
    special = replace(
        whole, right=Right.SPECIAL, months=0, receivable_until=date(2026, 11, 30), last_day=date(2026, 12, 31),
        resolved_on=date(2026, 10, 30), payable_by=date(2027, 6, 30), has_minimum_capital=True,
    )
    creditor = replace(whole, right=Right.CREDITOR, declared_by="Sparkasse Lindenfurt")
    return {
        "ordinary": whole,
        "heirs": replace(whole, member="Balthasar Lindwurm", letter=replace(
            whole.letter, salutation="Sehr geehrte Damen und Herren,",
            recipient=("Erben nach Balthasar Lindwurm", "Am Anger 9", "70997 Altenbruck"),
        )),
        "account": replace(whole, account="DE … 2051", account_waits=True),
        "account_left_out": replace(whole, account_left_out="DE … 2051"),
        "partial": partial,
        "reduced": replace(partial, shares=1, shares_left=2, released=100_000, bound=600_000),
        "one_share": replace(partial, shares=1, shares_left=1, released=0),
        "hardship": replace(whole, right=Right.HARDSHIP, months=3, resolution="V-2026-041"),
        "special": special,
        "residence": replace(whole, right=Right.RESIDENCE, months=0, receivable_until=None),
        "creditor": creditor,
        "insolvency": replace(creditor, right=Right.INSOLVENCY, declared_by="Rechtsanwältin Dr. Edda Nachtigall"),
    }
