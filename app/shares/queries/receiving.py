"""What a payment may be for, and what it would cover: the same answer for the preview and for the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.core.formats import local
from app.core.values import Cents
from app.members.models import Member
from app.shares import rules
from app.shares.models import PaymentDue
from app.shares.queries.covering import check_beside_cover, covered_ahead
from app.shares.queries.ledgers import holding_of, most_held_from
from app.shares.queries.payments import open_payments, owed_by_purpose
from app.shares.rules import DuePayment, PaymentPurpose
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY, check_year_open


@dataclass(frozen=True)
class Covered:
    """What of a payment goes where: for what, how much could be paid for it before, how much now is; cents.

    `given_up`: what of it is still owed on shares given up, each with their last day.
    """

    purpose: PaymentPurpose
    open: Cents
    covered: Cents
    given_up: Sequence[tuple[Cents, date]] = ()

    @property
    def left(self) -> Cents:
        """What could still be paid for it afterwards."""
        return self.open - self.covered


def nominal_from(session: Session, member: Member, today: date) -> Cents:
    """The nominal of the shares held at the close of today or later; what goes today is paid for no more (R-TRF-01).

    On shares given up for a later day is still to be paid.
    """
    most = most_held_from(session, member.id, today + ONE_DAY)
    return rules.nominal_of(most, statutes.statute_on(session, today).share_amount)


def rooms_for(session: Session, member: Member, today: date) -> dict[PaymentPurpose, Cents]:
    """What may still be paid in by purpose: up to the nominal of the shares, or what is owed; cents.

    What fell due before shares ended is still to be paid afterwards (R-PAY-07); not what credit handed over covers on
    a day ahead, which is in the ledger already (§ 76 GenG).
    """
    owed = owed_by_purpose(session, member.id)
    missing = nominal_from(session, member, today) - holding_of(session, member.id, date.max).credit
    to_pay = owed.get(PaymentPurpose.SHARES, 0) - covered_ahead(session, member.id)
    return {**owed, PaymentPurpose.SHARES: max(missing, to_pay)}


def parts_of_receipt(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose | None, today: date
) -> Mapping[PaymentPurpose, Cents]:
    """How a payment is booked by purpose; without one it goes over everything open (§§ 366, 367 BGB). Cents.

    Refusal where it may not be booked so: the day is wrong, or more came in than is open.
    """
    rules.check_received_on(received_on, _since(member, received_on), today)
    check_year_open(received_on, statutes.closed_through(session))
    left_on = _left_on(member, today)
    if purpose is not None:
        rooms = rooms_for(session, member, today)
        if purpose is PaymentPurpose.SHARES:
            check_beside_cover(session, member.id, amount, rooms[purpose])
        rules.check_payment(purpose, amount, rooms, left_on)
        return {purpose: amount}
    owed, new_costs = _owed_when(session, member, received_on)
    rooms = rooms_of_all(session, member, today)
    check_beside_cover(session, member.id, amount, sum(rooms.values()))
    return rules.spread_over(amount, owed, rooms, left_on, new_costs)


def _owed_when(session: Session, member: Member, day: date) -> tuple[list[DuePayment], list[DuePayment]]:
    """What is open of a member, apart from the costs that arose on a day or later; those come second."""
    since, owed, new_costs = _costs_since(session, member), [], []
    for each in open_payments(session, member_id=member.id):
        payment, arose = DuePayment(each.due_on, each.open, each.purpose), since.get(each.due_id, date.min)
        if arose < day:
            owed.append(payment)
        elif arose < date.max:
            new_costs.append(payment)
    return owed, new_costs


def _costs_since(session: Session, member: Member) -> dict[int, date]:
    """Due id of each of a member's costs → since when it knows of them; the last of all days: it does not yet.

    The fee of a dunning letter is known once that is posted; while it waits in the tray, a payment calls it back.
    """
    letters = {
        letter.issued_at: archive.items_of(session, letter.id)
        for letter in archive.documents_about(session, f"member:{member.id}") if letter.kind == "dunning_letter"
    }
    since: dict[int, date] = {}
    costs = select(PaymentDue).where(PaymentDue.member_id == member.id, PaymentDue.purpose == PaymentPurpose.COSTS)
    for due in session.scalars(costs):
        copies = letters.get(due.recorded_at, ())  # letter and fee are entered in one act, at one moment
        posted = [copy.posted_at for copy in copies if copy.posted_at is not None]
        since[due.id] = date.max if copies and not posted else local(min(posted, default=due.recorded_at)).date()
    return since


def rooms_of_all(session: Session, member: Member, today: date) -> dict[PaymentPurpose, Cents]:
    """What may still be paid by purpose, where it is for everything: without the fee of a letter still in the tray."""
    rooms, since = rooms_for(session, member, today), _costs_since(session, member)
    waiting = sum(
        each.open for each in open_payments(session, member_id=member.id) if since.get(each.due_id) == date.max
    )
    return {**rooms, PaymentPurpose.COSTS: max(rooms.get(PaymentPurpose.COSTS, 0) - waiting, 0)}


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
