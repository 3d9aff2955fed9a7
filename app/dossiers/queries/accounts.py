"""What becomes of a new bank account of a member; judged by what judges its proposal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.changes import queries as changes
from app.changes.rules import Matter, counts_from
from app.closing import queries as closing
from app.core.values import Cents
from app.members.models import Member
from app.parties import queries as parties
from app.settlements import queries as settlements
from app.settlements.rules import SettlementState


@dataclass(frozen=True)
class Pending:
    """What is to be paid to a member and was not yet; cents."""

    number: str
    amount: Cents


@dataclass(frozen=True)
class AccountPreview:
    """The account that holds today, the one until the day before, and the new one with the day from which it counts.

    `told_to` are the addresses at which the member hears of it at once, `pending` what would be paid to it.
    """

    held: str
    before: str
    iban: str
    counts_from: date
    told_to: Sequence[str]
    pending: Sequence[Pending]


def preview_account(session: Session, member: Member, iban: str, valid_from: date, today: date) -> AccountPreview:
    """Refuse an account that cannot be proposed: the cooperative's own, the same, a wrong day, while one waits."""
    content = changes.judge_account(session, iban, today)
    replaced = changes.judge(session, member, Matter.BANK_ACCOUNT, content, valid_from, today)
    account = parties.bank_account_on(session, member.party_id, today)
    return AccountPreview(
        account.iban if account else "", replaced.get("iban", ""), content["iban"], counts_from(valid_from, today),
        changes.addresses_known(session, member.party, today), list(_pending(session, member, today)),
    )


def _pending(session: Session, member: Member, today: date) -> Iterator[Pending]:
    """Settlements and dividends still to be paid to the member itself, and not to who seized them (R-PAY-01)."""
    for settlement in settlements.settlements_of(session, member.id):
        if settlement.state is SettlementState.OPEN:
            payout = settlements.payout_of(session, settlement, today)
            if payout.payee is member.party and not payout.seizures:
                yield Pending(settlement.number, settlement.left)
    claims = closing.claims_of(session, Member.id == member.id, closing.is_open_claim())
    for dividend in settlements.dividends(session, claims, today):
        if dividend.payee is member.party and not dividend.seizures:
            yield Pending(dividend.claim.appropriation.number, dividend.claim.amount)
