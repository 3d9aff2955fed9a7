"""Reads of payments that came back."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dues.models import ReturnedPayment
from app.shares.models import PaymentReceived


def reasons_of_returns(session: Session, member_id: int) -> Mapping[int, str]:
    """Why payments of a member came back, by the id of the payment."""
    found = select(ReturnedPayment.payment_id, ReturnedPayment.reason)
    of_member = found.join(PaymentReceived, PaymentReceived.id == ReturnedPayment.payment_id)
    return dict(session.execute(of_member.where(PaymentReceived.member_id == member_id)).all())
