"""Who holds so much that it is to be reported, and how large a cooperative is by law (§§ 3, 19, 20 GwG, § 53 GenG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.core.values import Cents
from app.shares.rules import exceeds_quarter


@dataclass(frozen=True)
class Owner:
    """What a member holds of the whole: credit in cents, and votes."""

    number: int
    name: str
    is_person: bool
    credit: Cents
    credit_of_all: Cents
    votes: int
    votes_of_all: int

    @property
    def by_capital(self) -> bool:
        """More than a quarter of all credit."""
        return exceeds_quarter(self.credit, self.credit_of_all)

    @property
    def by_votes(self) -> bool:
        """More than a quarter of all votes."""
        return exceeds_quarter(self.votes, self.votes_of_all)


def large_owners(owners: Sequence[Owner]) -> list[Owner]:
    """Those with more than a quarter of credit or votes, the largest first (§ 3 (2) GwG; R-TRA-01).

    Of an organisation those behind it are to be asked about; without such a person the board is reported.
    """
    found = [owner for owner in owners if owner.by_capital or owner.by_votes]
    return sorted(found, key=lambda owner: (-owner.credit, owner.number))


class AuditCycle(StrEnum):
    """How often the cooperative is audited (§ 53 (1) GenG)."""

    EVERY_YEAR = "every_year"
    EVERY_SECOND_YEAR = "every_second_year"


AUDITED_YEARLY_ABOVE = 2_000_000_00
ACCOUNTS_AUDITED_ABOVE = 1_500_000_00
REVENUE_AUDITED_ABOVE = 3_000_000_00
"""Balance sheet total and revenue, in cents, from which on more is audited (§ 53 GenG)."""


@dataclass(frozen=True)
class AuditDuty:
    """How often the cooperative is audited, and whether its accounts are audited too."""

    cycle: AuditCycle
    accounts: bool


def audit_duty(balance_sheet_total: Cents, revenue: Cents) -> AuditDuty:
    """Say how often a cooperative of this size is audited, and whether with its accounts (§ 53 GenG; R-AUD-01)."""
    is_large = balance_sheet_total > AUDITED_YEARLY_ABOVE
    accounts = balance_sheet_total > ACCOUNTS_AUDITED_ABOVE and revenue > REVENUE_AUDITED_ABOVE
    return AuditDuty(AuditCycle.EVERY_YEAR if is_large else AuditCycle.EVERY_SECOND_YEAR, accounts)
