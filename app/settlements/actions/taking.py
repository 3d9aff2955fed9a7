"""What is taken from a credit, and given back: each time an entry in the credit ledger and one of the settlement."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.db import next_number
from app.core.formats import local
from app.core.values import Actor, Cents
from app.settlements import queries, rules
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import EntryKind, SettlementKind
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.queries import OpenPayment
from app.shares.rules import CreditGround

GROUNDS = {
    EntryKind.DEDUCTION: CreditGround.LOSS, EntryKind.SHORTFALL: CreditGround.LOSS,
    EntryKind.SET_OFF: CreditGround.PAYOUT, EntryKind.PAYOUT: CreditGround.PAYOUT, EntryKind.LAPSE: CreditGround.LAPSED,
}
"""As what the credit ledger books it; what is set off is paid out and paid in at once."""


def take(
    session: Session, settlement: Settlement, kind: EntryKind, amount: Cents, day: date, actor: Actor, now: datetime,
    iban: str = "", note: str = "", payment_id: int | None = None,
) -> SettlementEntry:
    """Take an amount from a credit, under a gapless number, in both ledgers."""
    number = _next_number(session, now)
    is_member = settlement.kind is SettlementKind.PARTIAL
    stays = queries.bound_of(session, settlement, local(now).date()) if is_member else None
    about = number, settlement.last_day
    credit = shares.take_out_credit(
        session, settlement.member, amount, GROUNDS[kind], day, *about, is_member, actor, now, stays
    )
    entry = SettlementEntry(
        number=number, settlement_id=settlement.id, kind=kind, amount=amount, effective_on=day, iban=iban, note=note,
        recorded_at=now, recorded_by=actor.name, credit_entry_id=credit.id, payment_id=payment_id,
    )
    session.add(entry)
    session.flush()
    return entry


def give_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, reason: str, actor: Actor, now: datetime
) -> SettlementEntry:
    """Undo by counter-entries what was taken from a credit (R-REG-05); what was set off is owed again."""
    number = _next_number(session, now)
    credit = shares.put_back_credit(
        session, settlement.member, entry.credit_entry_id, number, reason, actor, now
    )
    if entry.payment_id is not None:
        payment = share_queries.get_payment(session, entry.payment_id)
        shares.take_back_set_off(session, payment, reason, actor, now)
    facts = number, entry.effective_on, reason, credit.id
    return _counter(session, settlement, entry, facts, actor, now, reverses_id=entry.id)


def let_come_back(
    session: Session, settlement: Settlement, entry: SettlementEntry, returned_on: date, reason: str, actor: Actor,
    now: datetime,
) -> SettlementEntry:
    """Book in both ledgers that a payout came back, on the day of the return; until then it is paid (R-SEPA-10)."""
    number = _next_number(session, now)
    credit = shares.book_returned_payout(
        session, settlement.member, entry.credit_entry_id, returned_on, number, reason, actor, now
    )
    facts = number, returned_on, reason, credit.id
    return _counter(session, settlement, entry, facts, actor, now, returns_id=entry.id)


def _next_number(session: Session, now: datetime) -> str:
    year = local(now).year
    return rules.payout_number(year, next_number(session, f"settlement_entry:{year}"))


def _counter(
    session: Session, settlement: Settlement, entry: SettlementEntry, facts: tuple[str, date, str, int], actor: Actor,
    now: datetime, reverses_id: int | None = None, returns_id: int | None = None,
) -> SettlementEntry:
    """Add the row that points at an entry, with its number, day, reason and its entry in the credit ledger."""
    number, day, reason, credit_id = facts
    counter = SettlementEntry(
        number=number, settlement_id=settlement.id, kind=entry.kind, amount=-entry.amount, effective_on=day,
        iban=entry.iban, note=reason, recorded_at=now, recorded_by=actor.name, credit_entry_id=credit_id,
        reverses_id=reverses_id, returns_id=returns_id,
    )
    session.add(counter)
    session.flush()
    session.refresh(settlement)
    return counter


def deduct(session: Session, settlement: Settlement, actor: Actor, now: datetime) -> None:
    """Take off the credit a loss carried forward, where the statute says so, and the part of a shortfall that is owed.

    § 73 (2) sentence 4, (4) GenG; R-PAY-03, R-PAY-06.
    """
    today, withheld = local(now).date(), queries.figures_of(settlement).withheld
    if settlement.deducted:
        take(session, settlement, EntryKind.DEDUCTION, settlement.deducted, today, actor, now)
    if withheld:
        take(session, settlement, EntryKind.SHORTFALL, withheld, today, actor, now)


def set_off(
    session: Session, settlement: Settlement, claims: Sequence[OpenPayment], actor: Actor, now: datetime
) -> None:
    """Set off what the member owes and is due, the oldest first, each by itself (§ 396 (1) BGB; R-PAY-07)."""
    left, today = settlement.set_off, local(now).date()
    for claim in claims:
        amount = min(left, claim.open)
        if amount > 0:
            payment = shares.record_set_off(
                session, settlement.member, claim, amount, settlement.number, actor, now
            )
            take(session, settlement, EntryKind.SET_OFF, amount, today, actor, now, payment_id=payment.id)
        left -= amount
