"""The rest of a shortfall comes in, or a payment of it is undone (§ 73 (2) sentence 4 GenG; R-PAY-06)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Kept, Told
from app.core.values import Actor, Cents, check_reason
from app.settlements import rules
from app.settlements.actions.opening import subject_of
from app.settlements.models import DebtPayment, Settlement


def note_debt_paid(
    session: Session, settlement: Settlement, amount: Cents, received_on: date, note: str, actor: Actor, now: datetime
) -> DebtPayment:
    """Note that a leaver paid of the rest it owes; `note` says where the payment is found (R-PAY-06).

    It is no credit: nothing is booked in the member's ledgers.
    """
    rules.check_debt_payment(settlement.state, amount, settlement.debt)
    rules.check_received_on(received_on, settlement.adopted_on, local(now).date())
    payment = _add(session, settlement, amount, received_on, check_reason(note), actor, now)
    summary = Told(
        "Vom Rest aus {settlement} eingegangen: {amount} am {day}",
        settlement=settlement.number, amount=euro(amount), day=written(received_on),
    )
    journal.record(session, actor, "note_debt_paid", subject_of(settlement), now, summary, payment=payment.id)
    return payment


def undo_debt_paid(
    session: Session, settlement: Settlement, payment: DebtPayment, sent_back_on: date, reason: str, actor: Actor,
    now: datetime,
) -> DebtPayment:
    """Undo a payment of the rest that was noted by mistake, or came back, by a row that points at it (R-REG-05).

    `sent_back_on` is the day on which the money went back: from then on it is owed again. What never came in is undone
    as of its own day.
    """
    rules.check_debt_stands(payment.is_undone)
    rules.check_sent_back_on(sent_back_on, payment.received_on, local(now).date())
    why = check_reason(reason)
    undone = _add(session, settlement, -payment.amount, sent_back_on, why, actor, now, payment.id)
    number, amount, received_on = settlement.number, euro(payment.amount), written(payment.received_on)
    if sent_back_on == payment.received_on:
        summary = Told(
            "Eingang vom Rest aus {settlement} storniert, {amount} vom {day}: {reason}", settlement=number,
            amount=amount, day=received_on, reason=Kept(why),
        )
    else:
        summary = Told(
            "Eingang vom Rest aus {settlement} storniert, {amount} vom {day}, zurückgegangen am {back}: {reason}",
            settlement=number, amount=amount, day=received_on, back=written(sent_back_on), reason=Kept(why),
        )
    journal.record(session, actor, "undo_debt_paid", subject_of(settlement), now, summary, payment=undone.id)
    return undone


def _add(
    session: Session, settlement: Settlement, amount: Cents, received_on: date, note: str, actor: Actor, now: datetime,
    reverses_id: int | None = None,
) -> DebtPayment:
    payment = DebtPayment(
        settlement_id=settlement.id, amount=amount, received_on=received_on, note=note, recorded_at=now,
        recorded_by=actor.name, reverses_id=reverses_id,
    )
    session.add(payment)
    session.flush()
    session.refresh(settlement)
    return payment
