"""Reads of what was paid too much and sent back: whose money that was, and since when (R-SEPA-10, R-REG-05)."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.shares.models import PaymentDue, PaymentReceived
from app.shares.queries.payments import open_balance_of
from app.shares.rules import (
    REFUND,
    Asked,
    AskedNoMore,
    CameIn,
    Covering,
    PaymentPurpose,
    Step,
    WentOut,
    covering,
    given_back,
)

_When = tuple[datetime, int, int]


def refund_resting_on(session: Session, payment: PaymentReceived) -> PaymentDue | None:
    """The row of the refund that gave something of a payment back and needs it (R-REG-05); None where none does.

    Without the payment more would be owed than came in; other payments of the same purpose are no part of the refund,
    nor is what came in after it.
    """
    if open_balance_of(session, payment.member_id, payment.purpose) + payment.amount <= 0:
        return None
    sent_back = select(PaymentDue.id).where(
        PaymentDue.member_id == payment.member_id, PaymentDue.purpose == payment.purpose,
        PaymentDue.document.startswith(REFUND), PaymentDue.amount > 0,
    )
    refunds = session.scalars(sent_back.order_by(PaymentDue.id.desc())).all()
    if not refunds:
        return None
    resting = given_back(_covering(session, payment.member_id, payment.purpose), refunds).get(payment.id)
    return session.get_one(PaymentDue, resting) if resting is not None else None


def too_much_since(session: Session, member_id: int, purpose: PaymentPurpose) -> date | None:
    """The day since which all that is paid too much for a purpose is there; None where nothing is (R-SEPA-10)."""
    left_over = _covering(session, member_id, purpose).left_over
    days = select(PaymentReceived.received_on).where(PaymentReceived.id.in_(left_over))
    return max(session.scalars(days), default=None)


def _covering(session: Session, member_id: int, purpose: PaymentPurpose) -> Covering:
    steps = [*_asked(session, member_id, purpose), *_received(session, member_id, purpose)]
    return covering(step for _when, step in sorted(steps, key=lambda each: each[0]))


def _asked(session: Session, member_id: int, purpose: PaymentPurpose) -> Iterator[tuple[_When, Step]]:
    """What was asked for, went back, and was taken back; where it was at one moment, in this order."""
    of_it = select(PaymentDue).where(PaymentDue.member_id == member_id, PaymentDue.purpose == purpose)
    for row in session.scalars(of_it):
        if row.reverses_id is not None:
            yield (row.recorded_at, 3, row.id), AskedNoMore(row.reverses_id)
        else:
            goes_back = row.document.startswith(REFUND)
            yield (row.recorded_at, 2 if goes_back else 0, row.id), Asked(row.id, row.due_on, row.amount)


def _received(session: Session, member_id: int, purpose: PaymentPurpose) -> Iterator[tuple[_When, Step]]:
    of_it = select(PaymentReceived).where(PaymentReceived.member_id == member_id, PaymentReceived.purpose == purpose)
    rows = {row.id: row for row in session.scalars(of_it)}
    for row in rows.values():
        yield (row.recorded_at, 1, row.id), _step_of(row, rows.get(row.reverses_id or 0))


def _step_of(row: PaymentReceived, undone: PaymentReceived | None) -> Step:
    """What a row of the payments does; one that undoes a return lets the payment count again."""
    if undone is not None and undone.returns_id is not None:
        return CameIn(undone.returns_id, row.amount)
    taken = row.reverses_id or row.returns_id
    return WentOut(taken) if taken else CameIn(row.id, row.amount)
