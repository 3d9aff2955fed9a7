"""Entering many past entries of both ledgers at once, from an old list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import next_numbers, take_ids
from app.core.formats import local
from app.core.ledgers import book
from app.core.values import Actor
from app.members import queries as members
from app.shares import queries, rules
from app.shares.actions.booking import book_shares
from app.shares.actions.dues import let_fall_away
from app.shares.actions.following import follow_on
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, PastCredit, PastFee, PastShares, PaymentPurpose, ShareGround
from app.statutes import queries as statutes

Row = dict[str, object]


@dataclass(frozen=True)
class PastIds:
    """The ids of what was entered, in the order in which it was handed in; `dues` first those of the fees."""

    shares: Sequence[int] = ()
    credit: Sequence[int] = ()
    fees: Sequence[int] = ()
    dues: Sequence[int] = ()


def enter_past(
    session: Session, shares: Sequence[PastShares], credit: Sequence[PastCredit], fees: Sequence[PastFee],
    actor: Actor, now: datetime,
) -> PastIds:
    """Enter what a list tells of the past, effective as it says and recorded now; journaled by the caller as one act.

    What the statute in force asks for on shares taken up is due, as with an act of today; a payment that came in is a
    receipt with its number, one that went back is due again, an entry fee was asked for and paid.
    """
    if shares:
        first_day = min(each.effective_on for each in shares)
        rules.check_after_splits(statutes.splittings(session, first_day), first_day)
    told: Row = {"recorded_at": now, "recorded_by": actor.name}
    share_ids, credit_ids = take_ids(session, ShareEntry, len(shares)), take_ids(session, CreditEntry, len(credit))
    book_shares(session, [
        {
            **told, "id": entry_id, "member_id": each.member_id, "change": each.change, "ground": each.ground,
            "effective_on": each.effective_on, "document": each.document, "note": each.note,
        }
        for entry_id, each in zip(share_ids, shares, strict=True)
    ])
    book(session, CreditEntry, [
        {
            **told, "id": entry_id, "member_id": each.member_id, "amount": each.amount, "ground": each.ground,
            "effective_on": each.effective_on, "document": each.document, "note": each.note,
            "belongs_on": each.belongs_on,
        }
        for entry_id, each in zip(credit_ids, credit, strict=True)
    ])
    fee_ids = _receipts(session, credit_ids, credit, fees, told, now)
    book(session, PaymentDue, _share_dues(session, share_ids, shares, told, local(now).date()))
    return PastIds(share_ids, credit_ids, fee_ids, _other_dues(session, credit, fees, told))


def is_asked_again(entry: PastCredit) -> bool:
    """Say whether a past entry makes a payment due once more: it went back (R-SEPA-10)."""
    return entry.ground is CreditGround.RETURNED_PAYMENT


def _receipts(
    session: Session, credit_ids: Sequence[int], credit: Sequence[PastCredit], fees: Sequence[PastFee], told: Row,
    now: datetime,
) -> Sequence[int]:
    """Enter the payments that came in, each with its gapless number; gives the ids of the entry fees."""
    paid = [(each, entry_id) for each, entry_id in zip(credit, credit_ids, strict=True)
            if each.ground is CreditGround.PAYMENT]
    came_in: list[tuple[PastCredit | PastFee, int | None]] = [*paid, *((fee, None) for fee in fees)]
    ids, year = take_ids(session, PaymentReceived, len(came_in)), local(now).year
    numbers = next_numbers(session, f"receipt:{year}", len(came_in))
    book(session, PaymentReceived, [
        {
            **told, "id": receipt_id, "number": rules.receipt_number(year, number), "member_id": each.member_id,
            "purpose": PaymentPurpose.ENTRY_FEE if isinstance(each, PastFee) else PaymentPurpose.SHARES,
            "amount": each.amount, "received_on": each.effective_on, "credit_entry_id": entry_id,
            "note": f"{each.document} {each.note}".strip(),
        }
        for receipt_id, number, (each, entry_id) in zip(ids, numbers, came_in, strict=True)
    ])
    return ids[len(paid):]


def _share_dues(
    session: Session, share_ids: Sequence[int], shares: Sequence[PastShares], told: Row, today: date
) -> list[Row]:
    """What the statute in force asks for on the shares taken up; without one nothing is known to be due."""
    statute = statutes.find_statute_on(session, today)
    if statute is None:
        return []
    taken_up = (ShareGround.SUBSCRIPTION, ShareGround.FURTHER_SHARES)
    return [
        {
            **told, "member_id": each.member_id, "purpose": due.purpose, "amount": due.amount, "due_on": due.due_on,
            "document": each.document, "share_entry_id": entry_id,
        }
        for entry_id, each in zip(share_ids, shares, strict=True) if each.ground in taken_up
        for due in rules.payments_due(statute, each.change, each.effective_on, joins=False) if due.amount
    ]


def _other_dues(
    session: Session, credit: Sequence[PastCredit], fees: Sequence[PastFee], told: Row
) -> Sequence[int]:
    """What was asked for besides: the fees that were paid, and once more what went back."""
    returned = [each for each in credit if is_asked_again(each)]
    asked: list[tuple[PaymentPurpose, PastCredit | PastFee]] = [
        *((PaymentPurpose.ENTRY_FEE, each) for each in fees), *((PaymentPurpose.SHARES, each) for each in returned)
    ]
    ids = take_ids(session, PaymentDue, len(asked))
    book(session, PaymentDue, [
        {
            **told, "id": due_id, "member_id": each.member_id, "purpose": purpose, "amount": abs(each.amount),
            "due_on": each.effective_on, "document": each.document, "share_entry_id": None,
        }
        for due_id, (purpose, each) in zip(ids, asked, strict=True)
    ])
    return ids


def let_dues_fall_away(session: Session, entry_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Ask no more for what would fall due after shares ended by these entries, in the order of their days (R-PAY-07).
    """
    ended: list[ShareEntry] = []
    for some in batched_ids(entry_ids):
        ended += session.scalars(select(ShareEntry).where(ShareEntry.id.in_(some), ShareEntry.change < 0))
    owing = set(queries.owing_on_shares(session, [each.member_id for each in ended]))
    for entry in sorted(ended, key=lambda each: (each.effective_on, each.id)):
        if entry.member_id in owing:
            let_fall_away(session, members.get_member(session, entry.member_id), entry, actor, now)


def batched_ids(ids: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Ids in portions that a statement of either database can name."""
    return (tuple(ids[start : start + 5000]) for start in range(0, len(ids), 5000))


def let_certificates_follow(
    session: Session, days: Iterable[tuple[int, date]], key: str, actor: Actor, now: datetime
) -> None:
    """Let the certificates of many members follow their ledgers, each on the day from which an entry counts.

    Also of those whose certificate is void: it comes back where what made it so is undone.
    """
    with_one = queries.with_certificate(session)
    by_day: dict[date, set[int]] = {}
    today = local(now).date()
    for member_id, day in days:
        if member_id in with_one:
            by_day.setdefault(max(day, today), set()).add(member_id)
    for day, member_ids in sorted(by_day.items()):
        follow_on(session, day, member_ids, f"{key}:{day.isoformat()}", actor, now)
