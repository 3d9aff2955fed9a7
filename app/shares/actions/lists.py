"""Opening the ledgers of many members at once, from an old list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Actor, Cents
from app.shares import rules
from app.shares.models import CreditEntry, PaymentDue, ShareEntry
from app.shares.rules import CreditGround, PaymentPurpose, ShareGround
from app.statutes import queries as statutes


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
    entries = [_entry(each, each.shares, each.effective_on, ShareGround.TAKEN_OVER, document, actor, now)
               for each in holdings]
    session.add_all(entries)
    session.add_all(_credit(each, each.paid_in, each.effective_on, CreditGround.TAKEN_OVER, document, actor, now)
                    for each in holdings if each.paid_in)
    session.flush()
    for each in holdings:
        if each.last_day is not None:
            ground = ShareGround.TRANSFER_OUT if each.handed_on else ShareGround.EXIT
            session.add(_entry(each, -each.shares, each.last_day, ground, document, actor, now))
            if each.handed_on and each.paid_in:
                out = CreditGround.TRANSFER_OUT
                session.add(_credit(each, -each.paid_in, each.last_day, out, document, actor, now))
    session.add_all(_dues(session, zip(holdings, entries, strict=True), document, actor, now))
    session.flush()


def _entry(
    holding: OpeningHolding, change: int, day: date, ground: ShareGround, document: str, actor: Actor, now: datetime
) -> ShareEntry:
    return ShareEntry(
        member_id=holding.member_id, change=change, effective_on=day, recorded_at=now, recorded_by=actor.name,
        ground=ground, document=document,
    )


def _credit(
    holding: OpeningHolding, amount: Cents, day: date, ground: CreditGround, document: str, actor: Actor, now: datetime
) -> CreditEntry:
    return CreditEntry(
        member_id=holding.member_id, amount=amount, effective_on=day, recorded_at=now, recorded_by=actor.name,
        ground=ground, document=document,
    )


def _dues(
    session: Session, opened: "zip[tuple[OpeningHolding, ShareEntry]]", document: str, actor: Actor, now: datetime
) -> list[PaymentDue]:
    statute = statutes.find_statute_on(session, local(now).date())
    if statute is None:
        return []
    return [
        PaymentDue(
            member_id=holding.member_id, purpose=PaymentPurpose.SHARES, amount=due.amount, due_on=due.due_on,
            recorded_at=now, recorded_by=actor.name, document=document, share_entry_id=entry.id,
        )
        for holding, entry in opened if holding.last_day is None
        for due in rules.still_due(
            rules.payments_due(statute, holding.shares, holding.effective_on, joins=False), holding.paid_in
        )
        if due.amount
    ]
