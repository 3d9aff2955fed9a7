"""Reads of what came back or was sent back, and of claims that lapsed and were closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.formats import euro
from app.core.values import Cents, NotFound, Refusal
from app.dues.models import Contribution, DunningNotice, LapsedClaim, RefundedAdvance, ReturnedPayment
from app.dues.rules import Overpaid, check_costs, check_returned_on
from app.members.models import Member
from app.shares import queries as shares
from app.shares.models import PaymentDue, PaymentReceived
from app.shares.queries import OpenPayment
from app.statutes import queries as statutes
from app.statutes.rules import days_after

Found = TypeVar("Found")


def returns_of(session: Session, member_id: int) -> Sequence[ReturnedPayment]:
    """The payments of a member that came back, the latest first; those entered by mistake too."""
    found = select(ReturnedPayment).join(PaymentReceived, PaymentReceived.id == ReturnedPayment.payment_id)
    of_member = found.where(PaymentReceived.member_id == member_id).order_by(ReturnedPayment.id.desc())
    return session.scalars(of_member).all()


def returns_by_booking(session: Session, member_id: int) -> Mapping[int, ReturnedPayment]:
    """The same by the id of the row of the payments that says so."""
    return {each.booking_id: each for each in returns_of(session, member_id)}


def get_return(session: Session, return_id: int) -> ReturnedPayment:
    """A payment that came back; one that must be there."""
    return _there(session.get(ReturnedPayment, return_id))


@dataclass(frozen=True)
class ReturnPreview:
    """What a return would bring about: what is open of the purpose, the credit, what the bank's costs ask for; cents.

    Credit only of a payment on shares, a day only where something is asked for.
    """

    returned_on: date
    open_before: Cents
    open_after: Cents
    credit: tuple[Cents, Cents] | None
    costs: Cents
    costs_due_on: date | None


def preview_return(
    session: Session, payment: PaymentReceived, returned_on: date, costs: Cents, today: date
) -> ReturnPreview:
    """Judge a return without booking it; Refusal where it cannot be (§ 15b (2) GenG; R-SEPA-10)."""
    check_returned_on(returned_on, payment.received_on, today)
    check_costs(costs)
    shares.check_may_come_back(session, payment, returned_on)
    balance = shares.open_balance_of(session, payment.member_id, payment.purpose)
    credit = shares.holding_of(session, payment.member_id, today).credit
    return ReturnPreview(
        returned_on, max(balance, 0), max(balance + payment.amount, 0),
        (credit, credit - payment.amount) if payment.credit_entry_id is not None else None,
        costs, costs_due_on(session, today) if costs else None,
    )


def costs_due_on(session: Session, today: date) -> date:
    """Until when the bank's costs are to be paid that are asked for today."""
    return days_after(today, statutes.statute_on(session, today).payment_days)


def overpaid_by(session: Session, member_id: int) -> list[Overpaid]:
    """What a member has paid too much, or before it was asked for, by purpose."""
    return [Overpaid(purpose, amount) for purpose, amount in shares.advances_of(session, member_id).items()]


def refunds_of(session: Session, member_id: int) -> Mapping[int, RefundedAdvance]:
    """What was sent back to a member and still counts, by the id of the row that uses the advance up."""
    return {each.due_id: each for each in refunds_made_to(session, member_id) if each.undone_at is None}


def refunds_made_to(session: Session, member_id: int) -> Sequence[RefundedAdvance]:
    """What was sent back to a member, the latest first; what was entered by mistake too."""
    found = select(RefundedAdvance).join(PaymentDue, PaymentDue.id == RefundedAdvance.due_id)
    return session.scalars(found.where(PaymentDue.member_id == member_id).order_by(RefundedAdvance.id.desc())).all()


def get_refund(session: Session, refund_id: int) -> RefundedAdvance:
    """What was sent back; one that must be there."""
    return _there(session.get(RefundedAdvance, refund_id))


def closed_claims_of(session: Session, member_id: int) -> Sequence[LapsedClaim]:
    """The lapsed claims to payments of a member that were closed, the latest first; those owed after all too."""
    found = select(LapsedClaim).where(LapsedClaim.member_id == member_id).order_by(LapsedClaim.id.desc())
    return session.scalars(found).unique().all()


def get_closed_claim(session: Session, claim_id: int) -> LapsedClaim:
    """A lapsed claim that was closed; one that must be there."""
    return _there(session.get(LapsedClaim, claim_id))


def has_lost_its_ground(session: Session, due_id: int) -> bool:
    """Say whether what asked for a payment was taken back since: a contribution, a dunning letter, a return."""
    back, freed = ReturnedPayment, or_(Contribution.waived_at.is_not(None), Contribution.taken_back_at.is_not(None))
    gone = (
        select(Contribution.id).where(Contribution.due_id == due_id, freed),
        select(DunningNotice.id).where(DunningNotice.fee_due_id == due_id, DunningNotice.ended_at.is_not(None)),
        select(back.id).where(back.costs_due_id == due_id, back.undone_at.is_not(None)),
    )
    return any(session.scalar(each.limit(1)) is not None for each in gone)


def find_open(session: Session, member: Member, due_id: int) -> OpenPayment | None:
    """A payment that is still expected of a member; None where nothing of it is open any more."""
    due = _there(session.get(PaymentDue, due_id))
    _there(due if due.member_id == member.id else None)
    known = shares.open_payments(session, member_id=member.id)
    return next((each for each in known if each.due_id == due_id), None)


def get_open(session: Session, member: Member, due_id: int) -> OpenPayment:
    """A payment that is still expected of a member; Refusal where it was paid meanwhile, or closed."""
    found = find_open(session, member, due_id)
    if found is None:
        raise Refusal("Davon ist nichts mehr offen: Es ist inzwischen bezahlt oder geschlossen.")
    return found


def open_shown(session: Session, member: Member, due_id: int) -> dict[str, object]:
    """What the page of a lapsed claim shows; whoever closes it later is told where it has changed."""
    found = find_open(session, member, due_id)
    return {"open": euro(found.open if found else 0)}


def _there(found: Found | None) -> Found:
    if found is None:
        raise NotFound
    return found
