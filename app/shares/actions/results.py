"""Profit and loss of many members at once: credited or written off, and taken back (§ 19 GenG; R-FIN-05, R-FIN-06)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import take_ids
from app.core.ledgers import book
from app.core.values import Actor, Cents, Refusal, check_reason
from app.members.models import Member
from app.shares import queries
from app.shares.actions.locking import EVER
from app.shares.models import CreditEntry
from app.shares.rules import CreditGround
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def book_results(
    session: Session, amounts: Mapping[int, Cents], effective_on: date, document: str, document_id: int, actor: Actor,
    now: datetime,
) -> dict[int, int]:
    """Credit profit, or write off a loss where an amount is below zero; gives the entry of each member.

    Journaled by the caller as one act; it holds the lock on all ledgers.
    """
    check_year_open(effective_on, statutes.closed_through(session))
    ids = dict(zip(amounts, take_ids(session, CreditEntry, len(amounts)), strict=True))
    book(session, CreditEntry, [
        {
            "id": ids[member_id], "member_id": member_id, "amount": amount, "effective_on": effective_on,
            "recorded_at": now, "recorded_by": actor.name, "document": document, "document_id": document_id,
            "ground": CreditGround.PROFIT if amount > 0 else CreditGround.LOSS,
        }
        for member_id, amount in amounts.items()
    ])
    return ids


def reverse_results(
    session: Session, entries: Sequence[CreditEntry], document: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Take profit or loss of many members back by entries that point at it (R-REG-05); journaled by the caller.

    Refused where credit was paid out meanwhile that only this profit made.
    """
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
            "reverses_id": entry.id, "note": why,
        }
        for entry in entries
    ])
