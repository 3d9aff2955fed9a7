"""A payment came back, and what it cost is asked for; what was paid too much is sent back (R-SEPA-10)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core import journal
from app.core.formats import day as written
from app.core.formats import euro, local
from app.core.told import Told
from app.core.values import Actor, Cents, check_reason
from app.dues.actions.dunning import subject_of
from app.dues.models import ReturnedPayment
from app.dues.rules import REFUND, check_costs, check_may_refund, check_returned_on
from app.members import queries as members
from app.members.models import Member
from app.shares import actions as shares
from app.shares import queries as share_queries
from app.shares.models import PaymentDue, PaymentReceived
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import days_after


def return_payment(
    session: Session, payment: PaymentReceived, returned_on: date, costs: Cents, reason: str, actor: Actor,
    now: datetime,
) -> PaymentReceived:
    """Note that a payment came back: what it covered is open again, and the bank's costs are owed (R-SEPA-10).

    The membership stays as it is; further shares wait until it is paid (R-SHR-03). Why it came back stands in a row of
    its own, which can be erased, and neither in ledger nor journal.
    """
    today, why = local(now).date(), check_reason(reason)
    check_returned_on(returned_on, payment.received_on, today)
    check_costs(costs)
    member = members.get_member(session, payment.member_id)
    reversal = shares.reverse_payment(session, payment, f"Rückgabe am {written(returned_on)}", actor, now)
    session.add(ReturnedPayment(
        payment_id=payment.id, returned_on=returned_on, costs=costs, reason=why, recorded_at=now,
        recorded_by=actor.name,
    ))
    if costs:
        until = days_after(today, statutes.statute_on(session, today).payment_days)
        shares.ask_for(
            session, member, DuePayment(until, costs, PaymentPurpose.COSTS), f"Rückgabe {reversal.number}", actor, now
        )
    summary = Told(
        "Zahlung {payment} kam am {day} zurück; Kosten {costs}", payment=payment.number, day=written(returned_on),
        costs=euro(costs),
    )
    journal.record(session, actor, "return_payment", subject_of(member), now, summary, payment=payment.id)
    return reversal


def refund_advance(
    session: Session, member: Member, purpose: PaymentPurpose, reference: str, actor: Actor, now: datetime
) -> PaymentDue:
    """Note that what was paid too much for a purpose was sent back, by a row that uses it up; nothing is edited."""
    shares.lock(session, member)
    today = local(now).date()
    advance = -share_queries.open_balance_of(session, member.id, purpose)
    check_may_refund(purpose, advance, members.is_member_on(session, member.party_id, today))
    document = f"{REFUND}{check_reason(reference)}"[:80]
    row = shares.ask_for(session, member, DuePayment(today, advance, purpose), document, actor, now)
    summary = Told("{amount} erstattet, {reference}", amount=euro(advance), reference=reference.strip())
    journal.record(session, actor, "refund_advance", subject_of(member), now, summary, due=row.id)
    return row
