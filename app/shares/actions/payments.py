"""Payments recorded by the office and taken back; a payment is never edited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import next_number
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, Cents, German, check_reason
from app.members import queries as members
from app.members.models import Member
from app.shares import queries, rules
from app.shares.actions.locking import EVER, lock, subject_of
from app.shares.actions.renewing import let_letters_follow
from app.shares.models import CreditEntry, PaymentReceived
from app.shares.queries import OpenPayment
from app.shares.rules import CreditGround, PaymentPurpose


def record_payment(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose, note: str,
    actor: Actor, now: datetime,
) -> PaymentReceived:
    """Record money that came in, with its gapless number; money for shares becomes paid-in credit (§ 7 GenG; R-SHR-02).

    What of it is still owed on shares given up is a payment of its own, which goes first; the last one is given.
    Refuses what goes beyond the nominal of the shares, or beyond the entry fee owed, and says what to do with it.
    """
    lock(session, member)
    queries.parts_of_receipt(session, member, amount, received_on, purpose, local(now).date())
    return _enter_all(session, member, {purpose: amount}, received_on, note, actor, now)[-1]


def record_set_off(
    session: Session, member: Member, due: OpenPayment, amount: Cents, note: str, actor: Actor, now: datetime
) -> PaymentReceived:
    """Record that credit is set off against what a member owes, and against that alone (§§ 387, 396 (1) BGB; R-PAY-07).

    An older claim that is barred stays as it is, though it would be covered first by money (§ 215 BGB).
    """
    lock(session, member)
    today = local(now).date()
    queries.parts_of_receipt(session, member, amount, today, due.purpose, today)
    return _enter_all(session, member, {due.purpose: amount}, today, note, actor, now, due.due_id)[-1]


def record_spread(
    session: Session, member: Member, amount: Cents, received_on: date, note: str, actor: Actor, now: datetime
) -> Sequence[PaymentReceived]:
    """Record money that came in at once for several purposes, as a payment for each (§§ 366, 367 BGB).

    Letters follow once all of it is there: one written anew in between would ask for what is paid already.
    """
    lock(session, member)
    parts = queries.parts_of_receipt(session, member, amount, received_on, None, local(now).date())
    return _enter_all(session, member, parts, received_on, note, actor, now)


def _enter_all(
    session: Session, member: Member, amounts: Mapping[PaymentPurpose, Cents], received_on: date, note: str,
    actor: Actor, now: datetime, due_id: int | None = None,
) -> Sequence[PaymentReceived]:
    """Enter a payment for each purpose, and one for shares given up; letters follow once all of it is there."""
    parts: list[tuple[PaymentPurpose, Cents, date | None]] = []
    for purpose, amount in amounts.items():
        if purpose is PaymentPurpose.SHARES:
            by_shares = queries.parts_by_shares(session, member, amount, received_on, local(now).date())
            parts += [(purpose, part, last_day) for part, last_day in by_shares]
        else:
            parts.append((purpose, amount, None))
    payments = [
        _enter(session, member, part, received_on, purpose, last_day, note, actor, now, due_id)
        for purpose, part, last_day in parts
    ]
    numbers = ", ".join(each.number for each in payments)
    let_letters_follow(session, member, German("Bezahlt,", numbers), actor, now, is_paid=True)
    return payments


def _enter(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose,
    belongs_on: date | None, note: str, actor: Actor, now: datetime, due_id: int | None,
) -> PaymentReceived:
    number = _next_receipt(session, now)
    is_credit = purpose is PaymentPurpose.SHARES
    entry = _credit(session, member, amount, received_on, belongs_on, number, actor, now) if is_credit else None
    said = filter(None, [entry.note if entry else "", note.strip()])
    payment = PaymentReceived(
        number=number, member_id=member.id, purpose=purpose, amount=amount, received_on=received_on, recorded_at=now,
        recorded_by=actor.name, note=", ".join(said)[:300], credit_entry_id=entry.id if entry else None, due_id=due_id,
    )
    session.add(payment)
    session.flush()
    summary = Told("Zahlung {number}: {amount}", number=number, amount=euro(amount))
    journal.record(session, actor, "record_payment", subject_of(member), now, summary, payment=payment.id)
    return payment


def _credit(
    session: Session, member: Member, amount: Cents, received_on: date, belongs_on: date | None, number: str,
    actor: Actor, now: datetime,
) -> CreditEntry:
    today = local(now).date()
    held = queries.holding_of(session, member.id, EVER)
    owed = queries.open_balance_of(session, member.id, PaymentPurpose.SHARES)
    to_pay = owed - queries.covered_ahead(session, member.id)
    nominal = max(queries.nominal_from(session, member, today), held.credit + to_pay)
    is_member = members.is_member_on(session, member.party_id, today)
    rules.check_credit_entry(CreditGround.PAYMENT, amount, held.credit, nominal, is_member)
    entry = CreditEntry(
        member_id=member.id, amount=amount, effective_on=received_on, recorded_at=now, recorded_by=actor.name,
        ground=CreditGround.PAYMENT, document=number, belongs_on=belongs_on,
        note=German("Auf Anteile bis zum", written(belongs_on)) if belongs_on else "",
    )
    session.add(entry)
    session.flush()
    return entry


def reverse_payment(
    session: Session, payment: PaymentReceived, reason: str, actor: Actor, now: datetime
) -> PaymentReceived:
    """Take a payment that was entered by mistake back by a row that points at it, as if it had never come (R-REG-05).

    What the bank returned is booked by `book_return`.
    """
    member = members.get_member(session, payment.member_id)
    lock(session, member)
    queries.check_may_be_reversed(session, payment)
    return _reverse(session, member, payment, reason, actor, now)


def take_back_set_off(
    session: Session, payment: PaymentReceived, reason: str, actor: Actor, now: datetime
) -> PaymentReceived:
    """Take a set-off back with the settlement of the credit that paid it; alone it can't be (R-PAY-07)."""
    member = members.get_member(session, payment.member_id)
    lock(session, member)
    queries.check_stands(session, payment)
    return _reverse(session, member, payment, reason, actor, now)


def _reverse(
    session: Session, member: Member, payment: PaymentReceived, reason: str, actor: Actor, now: datetime
) -> PaymentReceived:
    why, number = check_reason(reason), _next_receipt(session, now)
    entry = None
    if payment.credit_entry_id is not None:
        entry = CreditEntry(
            member_id=member.id, amount=-payment.amount, effective_on=payment.received_on, recorded_at=now,
            recorded_by=actor.name, ground=CreditGround.REVERSAL, document=number,
            reverses_id=payment.credit_entry_id, note=why,
            belongs_on=session.get_one(CreditEntry, payment.credit_entry_id).belongs_on,
        )
        session.add(entry)
        session.flush()
    reversal = PaymentReceived(
        number=number, member_id=member.id, purpose=payment.purpose, amount=-payment.amount,
        received_on=payment.received_on, recorded_at=now, recorded_by=actor.name, note=why,
        credit_entry_id=entry.id if entry else None, reverses_id=payment.id, due_id=payment.due_id,
    )
    session.add(reversal)
    session.flush()
    summary = Told("Storno {number} der Zahlung {payment}: {reason}", number=number, payment=payment.number, reason=why)
    journal.record(session, actor, "reverse_payment", subject_of(member), now, summary, payment=payment.id)
    return reversal


def book_return(
    session: Session, payment: PaymentReceived, returned_on: date, actor: Actor, now: datetime
) -> PaymentReceived:
    """Book that a payment came back, on the day of the return: until then it counts as it did (R-SEPA-10, R-REG-05).

    What it covered is open again. A closed year takes none; journaled by the caller.
    """
    member = members.get_member(session, payment.member_id)
    lock(session, member)
    queries.check_may_come_back(session, payment, returned_on)
    entry, number = None, _next_receipt(session, now)
    if payment.credit_entry_id is not None:
        entry = CreditEntry(
            member_id=member.id, amount=-payment.amount, effective_on=returned_on, recorded_at=now,
            recorded_by=actor.name, ground=CreditGround.RETURNED_PAYMENT, document=number,
            belongs_on=session.get_one(CreditEntry, payment.credit_entry_id).belonging,
        )
        session.add(entry)
        session.flush()
    back = PaymentReceived(
        number=number, member_id=member.id, purpose=payment.purpose, amount=-payment.amount,
        received_on=returned_on, recorded_at=now, recorded_by=actor.name, note=f"Rückgabe von {payment.number}",
        credit_entry_id=entry.id if entry else None, returns_id=payment.id,
    )
    session.add(back)
    session.flush()
    return back


def undo_return(session: Session, back: PaymentReceived, actor: Actor, now: datetime) -> PaymentReceived:
    """Let a payment count again that never came back, by a row that reverses the return (R-REG-05).

    Refused where another payment on the shares has taken its place since, or the shares were undone or handed on; not
    where they ended. Journaled by the caller.
    """
    member = members.get_member(session, back.member_id)
    lock(session, member)
    rules.check_reversible(back.reverses_id is not None, queries.reversal_of(session, back.id) is not None)
    entry, number = None, _next_receipt(session, now)
    if back.credit_entry_id is not None:
        room = queries.rooms_for(session, member, local(now).date())[PaymentPurpose.SHARES]
        queries.check_beside_cover(session, member.id, -back.amount, room)
        rules.check_room_for(
            -back.amount, room, queries.paid_since(session, back), queries.were_shares_undone_since(session, back),
            queries.were_shares_handed_on_since(session, back),
        )
        entry = CreditEntry(
            member_id=member.id, amount=-back.amount, effective_on=back.received_on, recorded_at=now,
            recorded_by=actor.name, ground=CreditGround.REVERSAL, document=number, reverses_id=back.credit_entry_id,
            belongs_on=session.get_one(CreditEntry, back.credit_entry_id).belongs_on,
        )
        session.add(entry)
        session.flush()
    again = PaymentReceived(
        number=number, member_id=member.id, purpose=back.purpose, amount=-back.amount, received_on=back.received_on,
        recorded_at=now, recorded_by=actor.name, note=f"Storno der Rückgabe {back.number}",
        credit_entry_id=entry.id if entry else None, reverses_id=back.id,
    )
    session.add(again)
    session.flush()
    return again


def _next_receipt(session: Session, now: datetime) -> str:
    year = local(now).year
    return rules.receipt_number(year, next_number(session, f"receipt:{year}"))
