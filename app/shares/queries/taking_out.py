"""Whether a payment can be taken out again: because it came back, or because it was booked by mistake."""

from datetime import date

from sqlalchemy.orm import Session

from app.shares import rules
from app.shares.models import PaymentReceived
from app.shares.queries.handing_over import credit_changes, taken_since
from app.shares.queries.payments import reversal_of, set_off_by
from app.shares.queries.returns import return_of
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


def check_stands(session: Session, payment: PaymentReceived) -> None:
    """Refuse to take out money that was taken out already."""
    rules.check_reversible(payment.reverses_id is not None, reversal_of(session, payment.id) is not None)
    back = return_of(session, payment.id)
    rules.check_not_returned(back.number if back else "")


def check_may_come_back(session: Session, payment: PaymentReceived, returned_on: date) -> None:
    """Refuse a return of what is no payment, stands no more, was set off, or is spent; and one in a closed year."""
    rules.check_is_payment(payment.returns_id is not None)
    check_stands(session, payment)
    rules.check_not_set_off(set_off_by(session, payment))
    check_year_open(returned_on, statutes.closed_through(session))
    if payment.credit_entry_id is not None:
        changes = [*credit_changes(session, payment.member_id), (returned_on, -payment.amount)]
        taken_by = taken_since(session, payment.member_id, payment.received_on)
        rules.check_credit_after(rules.least_from(changes, returned_on), taken_by)
