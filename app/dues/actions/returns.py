"""A payment came back, and what it cost is asked for; what was paid too much is sent back (R-SEPA-10)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, Cents, German, check_reason
from app.dues import queries
from app.dues.actions.dunning import subject_of
from app.dues.models import RefundedAdvance, ReturnedPayment
from app.dues.rules import (
    check_costs,
    check_may_refund,
    check_refund_stands,
    check_refunded_on,
    check_return_stands,
    check_returned_on,
)
from app.members import queries as members
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentDue, PaymentReceived
from app.shares.rules import REFUND, DuePayment, PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def return_payment(
    session: Session, payment: PaymentReceived, returned_on: date, costs: Cents, reason: str, actor: Actor,
    now: datetime,
) -> ReturnedPayment:
    """Note that a payment came back: what it covered is open again, and the bank's costs are owed (R-SEPA-10).

    It counts from the day of the return: what was paid in on earlier days stays what it was. The membership stays too;
    further shares wait until it is paid (R-SHR-03). Why it came back stands in a row of its own, which can be erased,
    and neither in ledger nor journal.
    """
    today, why = local(now).date(), check_reason(reason)
    check_returned_on(returned_on, payment.received_on, today)
    check_costs(costs)
    member = members.get_member(session, payment.member_id)
    back = shares.book_return(session, payment, returned_on, actor, now)
    due = _ask_for_costs(session, member, costs, back, actor, now)
    row = ReturnedPayment(
        payment_id=payment.id, booking_id=back.id, returned_on=returned_on, costs=costs,
        costs_due_id=due.id if due else None, reason=why, recorded_at=now, recorded_by=actor.name,
    )
    session.add(row)
    session.flush()
    shares.let_letters_follow(session, member, German("Rückgabe,", back.number), actor, now)
    summary = Told(
        "Zahlung {payment} kam am {day} zurück; Kosten {costs}", payment=payment.number, day=written(returned_on),
        costs=euro(costs),
    )
    journal.record(session, actor, "return_payment", subject_of(member), now, summary, payment=payment.id)
    return row


def _ask_for_costs(
    session: Session, member: Member, costs: Cents, back: PaymentReceived, actor: Actor, now: datetime
) -> PaymentDue | None:
    if not costs:
        return None
    until = queries.costs_due_on(session, local(now).date())
    due = DuePayment(until, costs, PaymentPurpose.COSTS)
    return shares.ask_for(session, member, due, f"Rückgabe {back.number}", actor, now)


def undo_return(session: Session, row: ReturnedPayment, reason: str, actor: Actor, now: datetime) -> ReturnedPayment:
    """Undo a return that was none, by counter-entries: the payment counts again, its costs are not owed (R-REG-05).

    What was paid of the costs is an advance, to be refunded. Before returns had entries of their own they were booked
    as reversals: of such a one the payment is entered anew.
    """
    payment = share_queries.get_payment(session, row.payment_id)
    member = members.get_member(session, payment.member_id)
    shares.lock(session, member)
    session.refresh(row)
    check_return_stands(row.undone_at is not None)
    why, back = check_reason(reason), share_queries.get_payment(session, row.booking_id)
    if back.returns_id is not None:
        again = shares.undo_return(session, back, actor, now)
    else:
        again = _enter_anew(session, member, payment, row, actor, now)
    if row.costs_due_id is not None:
        shares.take_due_back(session, row.costs_due_id, again.number, actor, now)
    row.undone_at, row.undone_by, row.undone_why = now, actor.name, why
    session.flush()
    shares.let_letters_follow(session, member, German("Rückgabe storniert,", again.number), actor, now)
    summary = Told("Rückgabe der Zahlung {payment} storniert", payment=payment.number)
    journal.record(session, actor, "undo_return", subject_of(member), now, summary, payment=payment.id)
    return row


def _enter_anew(
    session: Session, member: Member, payment: PaymentReceived, row: ReturnedPayment, actor: Actor, now: datetime
) -> PaymentReceived:
    closed = statutes.closed_through(session)
    day = payment.received_on if closed is None or payment.received_on > closed else row.returned_on
    note = f"Storno der Rückgabe von {payment.number}"
    return shares.record_payment(session, member, payment.amount, day, payment.purpose, note, actor, now)


def refund_advance(
    session: Session, member: Member, purpose: PaymentPurpose, refunded_on: date, reference: str, actor: Actor,
    now: datetime,
) -> PaymentDue:
    """Note that what was paid too much for a purpose was sent back on a day, by a row that uses it up.

    Nothing is edited, and a closed year takes none.
    """
    shares.lock(session, member)
    today = local(now).date()
    check_refunded_on(refunded_on, share_queries.too_much_since(session, member.id, purpose), today)
    check_year_open(refunded_on, statutes.closed_through(session))
    advance = -share_queries.open_balance_of(session, member.id, purpose)
    check_may_refund(purpose, advance, members.is_member_on(session, member.party_id, today))
    document = f"{REFUND}{check_reason(reference)}"[:80]
    row = shares.ask_for(session, member, DuePayment(refunded_on, advance, purpose), document, actor, now)
    session.add(RefundedAdvance(due_id=row.id, recorded_at=now, recorded_by=actor.name))
    values = {"amount": euro(advance), "day": written(refunded_on), "reference": reference.strip()}
    same_day, earlier = German("{amount} erstattet, {reference}"), German("{amount} erstattet am {day}, {reference}")
    summary = Told(same_day if refunded_on == today else earlier, **values)
    journal.record(session, actor, "refund_advance", subject_of(member), now, summary, due=row.id)
    return row


def undo_refund(session: Session, refund: RefundedAdvance, reason: str, actor: Actor, now: datetime) -> RefundedAdvance:
    """Undo a refund that was never sent, by a counter-entry: what was paid too much is an advance again (R-REG-05)."""
    member = members.get_member(session, refund.due.member_id)
    shares.lock(session, member)
    session.refresh(refund)
    check_refund_stands(refund.undone_at is not None)
    why = check_reason(reason)
    shares.take_due_back(session, refund.due_id, "Storno der Erstattung", actor, now)
    refund.undone_at, refund.undone_by, refund.undone_why = now, actor.name, why
    session.flush()
    shares.let_letters_follow(session, member, German("Erstattung storniert"), actor, now)
    summary = Told("Erstattung von {amount} storniert", amount=euro(refund.due.amount))
    journal.record(session, actor, "undo_refund", subject_of(member), now, summary, due=refund.due_id)
    return refund
