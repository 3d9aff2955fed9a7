"""Reads of payments that came back: which of them stand, and to what time the credit they took out belonged."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.shares.models import CreditEntry, PaymentReceived
from app.shares.rules import CreditGround

_Payment = type[PaymentReceived]


def is_undone(row: _Payment) -> ColumnElement[bool]:
    """The condition that a row of the payments is taken back by another."""
    undoing = aliased(PaymentReceived)
    return exists().where(undoing.reverses_id == row.id)


def returns(back: _Payment, payment: _Payment) -> ColumnElement[bool]:
    """The condition that one row says that another came back, and still says so (R-SEPA-10)."""
    return and_(back.returns_id == payment.id, ~is_undone(back))


def counts_as_received() -> ColumnElement[bool]:
    """The condition that a payment came in, and was neither taken back nor came back."""
    back = aliased(PaymentReceived)
    is_back = exists().where(returns(back, PaymentReceived))
    return and_(PaymentReceived.reverses_id.is_(None), PaymentReceived.returns_id.is_(None),
                ~is_undone(PaymentReceived), ~is_back)  # fmt: skip


def return_of(session: Session, payment_id: int) -> PaymentReceived | None:
    """The row that says that a payment came back, where none undoes it."""
    back = select(PaymentReceived).where(PaymentReceived.returns_id == payment_id, ~is_undone(PaymentReceived))
    return session.scalar(back)


def _day_of_what_came_back() -> ScalarSelect[date]:
    """The day from which the payment counted that an entry of the credit ledger gives back, or that it undoes."""
    former, paid, back = aliased(CreditEntry), aliased(PaymentReceived), aliased(PaymentReceived)
    named = func.coalesce(CreditEntry.reverses_id, CreditEntry.id)
    found = select(former.effective_on).join(paid, paid.credit_entry_id == former.id)
    found = found.join(back, back.returns_id == paid.id)
    of_it = found.where(back.member_id == CreditEntry.member_id, back.credit_entry_id == named)
    return of_it.correlate(CreditEntry).scalar_subquery()


def belongs_to_day() -> ColumnElement[date]:
    """The day by which an entry of the credit belongs to a membership: of money that came back that of its payment."""
    concerned = CreditEntry.ground.in_((CreditGround.RETURNED_PAYMENT, CreditGround.REVERSAL))
    day = func.coalesce(_day_of_what_came_back(), CreditEntry.effective_on)
    return case((concerned, day), else_=CreditEntry.effective_on)


def days_of_credit(session: Session, member_id: int) -> Mapping[int, date]:
    """Each entry of a member's credit, by id, with the day by which it belongs to a membership."""
    found = select(CreditEntry.id, belongs_to_day()).where(CreditEntry.member_id == member_id)
    return dict(session.execute(found).all())
