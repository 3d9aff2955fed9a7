"""Profit and loss of many members at once: credited or written off, and taken back (§ 19 GenG; R-FIN-05, R-FIN-06)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import take_ids
from app.core.ledgers import book
from app.core.values import Actor, Cents, Refusal, check_reason
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.locking import EVER
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def book_results(
    session: Session, amounts: Mapping[int, Cents], year_end: date, effective_on: date, document: str, document_id: int,
    actor: Actor, now: datetime,
) -> dict[int, int]:
    """Credit profit of a year, or write off a loss where an amount is below zero; gives the entry of each member.

    Journaled by the caller as one act; it holds the lock on all ledgers.
    """
    check_year_open(effective_on, statutes.closed_through(session))
    days = queries.days_of_results(session, amounts, year_end, effective_on)
    ids = dict(zip(amounts, take_ids(session, CreditEntry, len(amounts)), strict=True))
    book(session, CreditEntry, [
        {
            "id": ids[member_id], "member_id": member_id, "amount": amount, "effective_on": effective_on,
            "recorded_at": now, "recorded_by": actor.name, "document": document, "document_id": document_id,
            "ground": CreditGround.PROFIT if amount > 0 else CreditGround.LOSS, "belongs_on": days[member_id],
        }
        for member_id, amount in amounts.items()
    ])
    return ids


def reverse_results(
    session: Session, entries: Sequence[CreditEntry], document: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Take profit or loss of many members back by entries that point at it (R-REG-05); journaled by the caller.

    Refused where credit was paid out meanwhile that only this profit made, or that this loss had lessened.
    """
    _check_not_paid_after(session, entries)
    balances = queries.credit_on(session, EVER)
    short = [entry.member_id for entry in entries if balances.get(entry.member_id, 0) < entry.amount]
    if short:
        numbers = session.scalars(select(Member.number).where(Member.id.in_(short[:5])).order_by(Member.number))
        raise Refusal(
            "Das Guthaben reicht nicht mehr aus, um den Gewinn zurückzunehmen: Mitglied {numbers}.",
            numbers=", ".join(map(str, numbers)),
        )
    why = check_reason(reason)
    book(session, CreditEntry, [
        {
            "member_id": entry.member_id, "amount": -entry.amount, "effective_on": entry.effective_on,
            "recorded_at": now, "recorded_by": actor.name, "ground": CreditGround.REVERSAL, "document": document,
            "reverses_id": entry.id, "note": why, "belongs_on": entry.belongs_on,
        }
        for entry in entries
    ])


def _check_not_paid_after(session: Session, entries: Sequence[CreditEntry]) -> None:
    """Refuse to give a loss back to whom the smaller credit was paid out since: it would be owed to nobody's claim."""
    written_off = {entry.member_id: entry.id for entry in entries if entry.ground is CreditGround.LOSS}
    if not written_off:
        return
    undone = select(CreditEntry.reverses_id).where(CreditEntry.reverses_id.is_not(None))
    back = select(CreditEntry.returns_id).where(CreditEntry.returns_id.is_not(None), CreditEntry.id.not_in(undone))
    taken_back = CreditEntry.id.not_in(undone), CreditEntry.id.not_in(back)
    paid = select(Member.number, CreditEntry.member_id, CreditEntry.id).join(Member, Member.id == CreditEntry.member_id)
    stands = CreditEntry.ground.in_((CreditGround.PAYOUT, CreditGround.LAPSED)), *taken_back
    rows = session.execute(paid.where(*stands, CreditEntry.id > min(written_off.values())))
    rules.check_not_paid_after({number for number, whose, paid_as in rows if paid_as > written_off.get(whose, paid_as)})
