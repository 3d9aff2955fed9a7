"""What a payment may be for, and what it would cover: the same answer for the preview and for the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.values import Cents
from app.members.models import Member
from app.shares import rules
from app.shares.queries.ledgers import holding_of, most_held_from
from app.shares.queries.payments import open_payments, owed_by_purpose
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import check_year_open


@dataclass(frozen=True)
class Covered:
    """What of a payment goes where: for what, how much could be paid for it before, how much now is; cents."""

    purpose: PaymentPurpose
    open: Cents
    covered: Cents

    @property
    def left(self) -> Cents:
        """What could still be paid for it afterwards."""
        return self.open - self.covered


def nominal_from(session: Session, member: Member, today: date) -> Cents:
    """The nominal of the shares held today or to come; on shares given up for a later day is still to be paid."""
    most = most_held_from(session, member.id, today)
    return rules.nominal_of(most, statutes.statute_on(session, today).share_amount)


def rooms_for(session: Session, member: Member, today: date) -> dict[PaymentPurpose, Cents]:
    """What may still be paid in by purpose: up to the nominal of the shares, or what is owed; cents.

    What fell due before shares ended is still to be paid afterwards (R-PAY-07).
    """
    owed = owed_by_purpose(session, member.id)
    missing = nominal_from(session, member, today) - holding_of(session, member.id, date.max).credit
    return {**owed, PaymentPurpose.SHARES: max(missing, owed.get(PaymentPurpose.SHARES, 0))}


def parts_of_receipt(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose | None, today: date
) -> Mapping[PaymentPurpose, Cents]:
    """How a payment is booked by purpose; without one it goes over everything open (§§ 366, 367 BGB). Cents.

    Refusal where it may not be booked so: the day is wrong, or more came in than is open.
    """
    rules.check_received_on(received_on, _since(member, received_on), today)
    check_year_open(received_on, statutes.closed_through(session))
    rooms, left_on = rooms_for(session, member, today), _left_on(member, today)
    if purpose is not None:
        rules.check_payment(purpose, amount, rooms, left_on)
        return {purpose: amount}
    owed = [DuePayment(each.due_on, each.open, each.purpose) for each in open_payments(session, member_id=member.id)]
    return rules.spread_over(amount, owed, rooms, left_on)


def _since(member: Member, day: date) -> date:
    """Since when what comes in on a day counts; between two memberships only from the second one on (R-SHR-02)."""
    lasted = sorted(
        ((period.first_day, period.last_day) for period in member.periods if not period.is_struck),
        key=lambda days: days[0],
    )
    rules.check_not_struck(bool(lasted))
    before, later = [days for days in lasted if days[0] <= day], [days for days in lasted if days[0] > day]
    left_before = not before or (before[-1][1] is not None and before[-1][1] < day)
    return later[0][0] if later and left_before else lasted[0][0]


def _left_on(member: Member, today: date) -> date | None:
    """The last day of who is a member no more."""
    days = [period.last_day for period in member.periods if not period.is_struck]
    return max(day for day in days if day) if days and all(day and day < today for day in days) else None


def covered_by(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose | None, today: date
) -> Sequence[Covered]:
    """What a payment would cover, and what would stay open of everything; Refusal where it may not be booked so."""
    parts = parts_of_receipt(session, member, amount, received_on, purpose, today)
    rooms = rooms_for(session, member, today)
    return [
        Covered(each, rooms.get(each, 0), parts.get(each, 0))
        for each in PaymentPurpose if rooms.get(each, 0) > 0 or parts.get(each, 0) > 0
    ]
