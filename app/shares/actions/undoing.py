"""Undoing many entries of an old list as one act, by entries that point at them (R-REG-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from app.core.db import next_number, next_numbers, take_ids
from app.core.formats import local
from app.core.ledgers import book
from app.core.values import Actor, Refusal, check_reason
from app.shares import rules
from app.shares.actions.booking import book_shares
from app.shares.actions.crediting import ask_beside_credit
from app.shares.actions.dues import undo_dues
from app.shares.actions.following import FOLLOW_JOB
from app.shares.actions.histories import PastIds, batched_ids, let_certificates_follow
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.rules import CreditGround, ShareGround

Row = dict[str, object]
Book = TypeVar("Book", ShareEntry, CreditEntry, PaymentReceived, PaymentDue)


@dataclass
class _Undone:
    """What is taken back."""

    shares: list[ShareEntry] = field(default_factory=list)
    credit: list[CreditEntry] = field(default_factory=list)
    payments: list[PaymentReceived] = field(default_factory=list)
    dues: list[PaymentDue] = field(default_factory=list)


def undo_past(session: Session, ids: PastIds, covered: str, reason: str, actor: Actor, now: datetime) -> str:
    """Undo entries of an old list by entries that point at them, all in one act; gives its number (R-REG-05).

    What its profits had covered, as `covered` names it, is asked for again where other acts had asked for it. What was
    undone before stays so. That nothing later builds upon them is the caller's to see; the certificates follow.
    Journaled by the caller.
    """
    year = local(now).year
    number = rules.reversal_number(year, next_number(session, f"share_reversal:{year}"))
    why = check_reason(reason)
    ask_beside_credit(session, covered, number, actor, now)
    undone = _Undone()
    _ask_again(session, ids, number, actor, now)
    for some in batched_ids(ids.shares):
        undone.shares += _standing(session, ShareEntry, ShareEntry.id.in_(some))
        undone.dues += _asked_for(session, PaymentDue.share_entry_id.in_(some), PaymentDue.amount > 0)
    for some in batched_ids(ids.credit):
        undone.credit += _standing(session, CreditEntry, CreditEntry.id.in_(some))
        undone.payments += _standing(session, PaymentReceived, PaymentReceived.credit_entry_id.in_(some))
    for some in batched_ids(ids.fees):
        undone.payments += _standing(session, PaymentReceived, PaymentReceived.id.in_(some))
    for some in batched_ids(ids.dues):
        undone.dues += _asked_for(session, PaymentDue.id.in_(some))
    told: Row = {"recorded_at": now, "recorded_by": actor.name}
    reversals = _reverse_ledgers(session, undone, {**told, "document": number, "note": why})
    _reverse_payments(session, undone, reversals, {**told, "note": why}, year)
    _reverse_dues(session, undone, {**told, "document": number})
    days = ((each.member_id, rules.counts_from(each.ground, each.change, each.effective_on)) for each in undone.shares)
    let_certificates_follow(session, days, f"{FOLLOW_JOB}:{number}", actor, now)
    return number


def _ask_again(session: Session, ids: PastIds, number: str, actor: Actor, now: datetime) -> None:
    """Ask again for what had fallen away with shares that did not end after all (R-PAY-07)."""
    for some in batched_ids(ids.shares):
        gone = select(PaymentDue.share_entry_id).where(PaymentDue.share_entry_id.in_(some), PaymentDue.amount < 0)
        ended = select(ShareEntry).where(ShareEntry.id.in_(gone)).order_by(ShareEntry.effective_on.desc())
        for entry in session.scalars(ended).all():
            undo_dues(session, entry, number, actor, now)
    session.flush()


def _standing(session: Session, book: type[Book], which: ColumnElement[bool]) -> Sequence[Book]:
    """Entries that nothing has undone yet."""
    undoing = aliased(book)
    found = select(book).where(which, ~exists().where(undoing.reverses_id == book.id))
    return session.scalars(found.order_by(book.id)).all()


def _asked_for(session: Session, *which: ColumnElement[bool]) -> Sequence[PaymentDue]:
    """Payments expected, or what is asked for in their place; refused where a plan put that there (R-SHR-06)."""
    due = PaymentDue
    first = select(due.id, due.document).where(*which, due.continues_id.is_(None)).cte(recursive=True)
    chain = first.union_all(select(due.id, first.c.document).join(first, due.continues_id == first.c.id))
    standing = _standing(session, PaymentDue, PaymentDue.id.in_(select(chain.c.id)))
    documents = set(session.scalars(select(chain.c.document)))
    plan = next((each.document for each in standing if each.document not in documents), None)
    if plan is not None:
        raise Refusal(
            "Für Übernommenes ist der Ratenplan {plan} vereinbart. Stornieren Sie zuerst den Ratenplan.", plan=plan
        )
    return standing


def _reverse_ledgers(session: Session, undone: _Undone, told: Row) -> Mapping[int, int]:
    """Take the entries of both ledgers back; gives the reversal of each entry of the credit ledger."""
    book_shares(session, [
        {
            **told, "member_id": each.member_id, "change": -each.change, "effective_on": each.effective_on,
            "ground": ShareGround.REVERSAL, "reverses_id": each.id,
        }
        for each in undone.shares
    ])
    ids = take_ids(session, CreditEntry, len(undone.credit))
    book(session, CreditEntry, [
        {
            **told, "id": entry_id, "member_id": each.member_id, "amount": -each.amount,
            "effective_on": each.effective_on, "ground": CreditGround.REVERSAL, "reverses_id": each.id,
            "belongs_on": each.belongs_on,
        }
        for entry_id, each in zip(ids, undone.credit, strict=True)
    ])
    return {each.id: entry_id for entry_id, each in zip(ids, undone.credit, strict=True)}


def _reverse_payments(
    session: Session, undone: _Undone, reversals: Mapping[int, int], told: Row, year: int
) -> None:
    """Take the receipts back, each by one with a number of its own (R-SEPA-10)."""
    numbers = next_numbers(session, f"receipt:{year}", len(undone.payments))
    book(session, PaymentReceived, [
        {
            **told, "number": rules.receipt_number(year, number), "member_id": each.member_id,
            "purpose": each.purpose, "amount": -each.amount, "received_on": each.received_on,
            "credit_entry_id": reversals.get(each.credit_entry_id or 0), "reverses_id": each.id,
        }
        for number, each in zip(numbers, undone.payments, strict=True)
    ])


def _reverse_dues(session: Session, undone: _Undone, told: Row) -> None:
    """What was asked for on what is taken back is asked for no longer."""
    book(session, PaymentDue, [
        {
            **told, "member_id": each.member_id, "purpose": each.purpose, "amount": -each.amount,
            "due_on": each.due_on, "share_entry_id": None, "reverses_id": each.id,
        }
        for each in undone.dues
    ])
