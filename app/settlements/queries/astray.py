"""Reads of what was paid to an account that turned out to be named by mistake (§ 362 BGB; R-PAY-01)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.closing import queries as closing
from app.closing.rules import ClaimEnd
from app.core.values import Cents
from app.departures import queries as departures
from app.members.models import Member
from app.parties import queries as parties
from app.settlements.queries.settlements import settlements_of
from app.settlements.rules import EntryKind


@dataclass(frozen=True)
class Paid:
    """A payout that stands: the number it goes by, cents, day, account, and when it was recorded.

    It belongs to a settlement, or to the use of a result.
    """

    number: str
    amount: Cents
    paid_on: date
    iban: str
    recorded_at: datetime
    settlement_id: int | None = None
    appropriation_id: int | None = None


@dataclass(frozen=True)
class PaidAstray:
    """A payout to an account of which it is known since a moment that it had been named by mistake."""

    paid: Paid
    known_at: datetime


def paid_astray(session: Session, member: Member) -> list[PaidAstray]:
    """What a member was paid to such an account; not to one that it named again since, whatever it named later."""
    named = parties.bank_accounts_of(session, member.party_id)
    found = [
        (each, departures.known_as_mistake(session, member, each.iban, each.recorded_at))
        for each in _payouts(session, member)
    ]
    return [
        PaidAstray(each, undone) for each, undone in found
        if undone is not None and not any(row.iban == each.iban and row.recorded_at > undone for row in named)
    ]


def _payouts(session: Session, member: Member) -> Iterator[Paid]:
    for settlement in settlements_of(session, member.id):
        for entry in settlement.standing:
            if entry.kind is EntryKind.PAYOUT and entry.iban:
                yield Paid(
                    settlement.number, entry.amount, entry.effective_on, entry.iban, entry.recorded_at,
                    settlement_id=settlement.id,
                )
    for claim in closing.claims_of(session, Member.id == member.id, closing.is_ended_by(ClaimEnd.PAYOUT)):
        if paid := claim.ended_by:
            yield Paid(
                claim.appropriation.number, paid.amount, paid.effective_on, paid.iban, paid.recorded_at,
                appropriation_id=claim.appropriation.id,
            )
