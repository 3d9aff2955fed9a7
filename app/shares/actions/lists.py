"""Opening the ledgers of many members at once, from an old list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.db import take_ids
from app.core.formats import local
from app.core.ledgers import book
from app.core.values import Actor, Cents
from app.shares import rules
from app.shares.actions.booking import book_shares
from app.shares.models import CreditEntry, PaymentDue, ShareEntry
from app.shares.rules import CreditGround, PaymentPurpose, ShareGround
from app.statutes import queries as statutes

Row = dict[str, object]


@dataclass(frozen=True)
class OpeningHolding:
    """What an old list says of one member: shares and paid-in credit (cents), and the last day of somebody who left.

    `handed_on` where the shares and the credit went to another member, whose own line then holds them.
    """

    member_id: int
    shares: int
    paid_in: Cents
    effective_on: date
    last_day: date | None = None
    handed_on: bool = False


def take_over_many(
    session: Session, holdings: Sequence[OpeningHolding], document: str, actor: Actor, now: datetime
) -> None:
    """Open the ledgers of the members of an old list; journaled by the caller as one act.

    What the statute in force already asks for beyond what was paid stays due of those who are still members. The
    credit of somebody who left stays until it is paid out, unless it was handed on.
    """
    if holdings:
        first_day = min(each.effective_on for each in holdings)
        rules.check_after_splits(statutes.splittings(session, first_day), first_day)
    booked: Row = {"recorded_at": now, "recorded_by": actor.name, "document": document}
    ids = take_ids(session, ShareEntry, len(holdings))
    book_shares(session, [
        {
            **booked, **_of(each, each.effective_on), "id": entry_id, "change": each.shares,
            "ground": ShareGround.TAKEN_OVER,
        }
        for entry_id, each in zip(ids, holdings, strict=True)
    ])
    book_shares(session, [
        {**booked, **_of(each, each.last_day), "change": -each.shares, "ground": _exit_ground(each)}
        for each in holdings if each.last_day
    ])
    book(session, CreditEntry, [
        {**booked, **_of(each, each.effective_on), "amount": each.paid_in, "ground": CreditGround.TAKEN_OVER}
        for each in holdings if each.paid_in
    ])
    book(session, CreditEntry, [
        {**booked, **_of(each, each.last_day), "amount": -each.paid_in, "ground": CreditGround.TRANSFER_OUT}
        for each in holdings if each.last_day and each.handed_on and each.paid_in
    ])
    book(session, PaymentDue, _dues(session, holdings, ids, booked, local(now).date()))


def _of(holding: OpeningHolding, day: date | None) -> Row:
    return {"member_id": holding.member_id, "effective_on": day}


def _exit_ground(holding: OpeningHolding) -> ShareGround:
    return ShareGround.TRANSFER_OUT if holding.handed_on else ShareGround.EXIT


def _dues(
    session: Session, holdings: Sequence[OpeningHolding], entry_ids: Sequence[int], booked: Row, today: date
) -> list[Row]:
    """What is still due by the statute in force; nothing is known to be due without one."""
    statute = statutes.find_statute_on(session, today)
    if statute is None:
        return []
    return [
        {
            **booked, "member_id": holding.member_id, "purpose": PaymentPurpose.SHARES, "amount": due.amount,
            "due_on": due.due_on, "share_entry_id": entry_id,
        }
        for holding, entry_id in zip(holdings, entry_ids, strict=True) if holding.last_day is None
        for due in rules.still_due(
            rules.payments_due(statute, holding.shares, holding.effective_on, joins=False), holding.paid_in
        )
        if due.amount
    ]
