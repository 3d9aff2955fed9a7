"""Reads of payments that came back, and which of them stand."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session, aliased

from app.shares.models import PaymentReceived

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


def returned_with(session: Session, member_id: int) -> Mapping[int, int]:
    """The entries of a member's credit ledger that say that a payment came back, each with the entry of the payment.

    Those undone since, too (R-SEPA-10).
    """
    back, payment = aliased(PaymentReceived), aliased(PaymentReceived)
    found = select(back.credit_entry_id, payment.credit_entry_id).join(payment, payment.id == back.returns_id)
    rows = session.execute(found.where(back.member_id == member_id, back.credit_entry_id.is_not(None)))
    return {entry_id: paid_as for entry_id, paid_as in rows if entry_id is not None and paid_as is not None}
