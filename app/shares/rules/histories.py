"""What a list of the past tells of both ledgers, ready to be entered as it was (R-SHR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.values import Cents, Refusal
from app.shares.rules.facts import CreditGround, ShareGround


@dataclass(frozen=True)
class PastShares:
    """A change of a member's shares in the past, and the line that tells of it."""

    member_id: int
    change: int
    effective_on: date
    ground: ShareGround
    document: str
    note: str = ""


@dataclass(frozen=True)
class PastCredit:
    """A change of a member's paid-in credit in the past; cents. A payment is a receipt as well.

    `belongs_on` as in the credit ledger: by which day it belongs to shares and a membership, where not by its own.
    """

    member_id: int
    amount: Cents
    effective_on: date
    ground: CreditGround
    document: str
    note: str = ""
    belongs_on: date | None = None


@dataclass(frozen=True)
class PastFee:
    """An entry fee that was paid in the past; cents. It is no credit."""

    member_id: int
    amount: Cents
    effective_on: date
    document: str
    note: str = ""


def check_nothing_builds_upon(later: Sequence[int]) -> None:
    """Refuse to undo entries of members whose books went on since (R-REG-05); `later` are their numbers."""
    if later:
        raise Refusal(
            "Auf dem Übernommenen baut schon ein späterer Vorgang auf (Mitglied Nr. {numbers}). Stornieren Sie zuerst"
            " diesen.", numbers=", ".join(map(str, later[:5])),
        )
