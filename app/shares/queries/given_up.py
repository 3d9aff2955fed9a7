"""What belongs to shares given up though it comes later: payments still owed on them, results of their last year.

§§ 67b, 73 GenG; R-PAY-03, R-PAY-04, R-PAY-07.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.formats import local
from app.core.values import Cents
from app.members import queries as members
from app.members.models import Member
from app.shares import rules
from app.shares.models import CreditEntry, PaymentReceived, ShareEntry
from app.shares.queries.covering import covered_ahead
from app.shares.queries.ledgers import belongs_to_day, kept, total
from app.shares.queries.paid import lacking_beside
from app.shares.queries.payments import expected_payments_of, first_asked, open_balance_of
from app.shares.queries.receiving import Covered, parts_of_receipt, rooms_for, rooms_of_all
from app.shares.rules import PaymentPurpose, ShareGround
from app.statutes.rules import ONE_DAY


@dataclass(frozen=True)
class OwedOnGivenUp:
    """What is still owed on shares that were given up with the close of a day; cents.

    `due` is all that is open of what was due by then, a part of which may lack on the shares kept.
    """

    last_day: date
    amount: Cents
    due: Cents


def asked_on(session: Session, due_id: int) -> date:
    """The day of the shares on which a payment is owed; of one that names none, the day on which it was asked for."""
    due = first_asked(session, due_id)
    entry = session.get(ShareEntry, due.share_entry_id) if due.share_entry_id is not None else None
    return entry.effective_on if entry is not None else local(due.recorded_at).date()


def owed_on_given_up(session: Session, member: Member, today: date) -> list[OwedOnGivenUp]:
    """What is still owed on shares given up, the earliest first: by an exit, or by who stays a member (R-PAY-07).

    After an exit all that was asked for on the shares of that membership and that no payment belonging to it has paid;
    of single shares given up what goes beyond what those kept lack.
    """
    left = max(open_balance_of(session, member.id, PaymentPurpose.SHARES), 0)
    if not left:
        return []
    asked = [
        _Asked(asked_on(session, each.due_id), first_asked(session, each.due_id).due_on, each.amount)
        for each in expected_payments_of(session, member.id) if each.purpose is PaymentPurpose.SHARES
    ]
    found: list[OwedOnGivenUp] = []
    since = date.min
    for last_day in sorted(_ends(member, today)):
        of_it = sum(each.amount for each in asked if since <= each.on <= last_day)
        owed = min(max(of_it - _paid_within(session, member, since, last_day), 0), left)
        single = _on_single_shares(session, member, asked, (since, last_day), owed, today)
        found += single
        rest = OwedOnGivenUp(
            last_day, owed - sum(each.amount for each in single), owed - sum(each.due for each in single)
        )
        found += [rest] if rest.amount else []
        since, left = last_day + ONE_DAY, left - owed
    still_open = left - covered_ahead(session, member.id)
    return [*found, *_on_single_shares(session, member, asked, (since, date.max), still_open, today)]


def _on_single_shares(
    session: Session, member: Member, asked: Sequence["_Asked"], within: tuple[date, date], owed: Cents, today: date
) -> list[OwedOnGivenUp]:
    """What of that is owed on single shares given up in a membership, from its first day to its last, by their end.

    The earlier due is owed on those given up earlier.
    """
    since, until = within
    days = days_given_up(session, member, min(today, until), since)
    if not days or not owed:
        return []
    found: list[OwedOnGivenUp] = []
    lacks, rooms = lacking_beside(session, member.id, days, today)
    for day, room in zip(days, rooms, strict=True):
        mine = sum(each.amount for each in asked if since <= each.on <= until and each.due_on <= day)
        due = min(max(mine - _paid_within(session, member, since, day), 0), owed)
        amount = rules.owed_beside_kept(owed, lacks, due, room) - sum(each.amount for each in found)
        found += [OwedOnGivenUp(day, amount, due - sum(each.due for each in found))] if amount > 0 else []
    return found


def owed_on_held(session: Session, member: Member, today: date) -> Cents:
    """What is still to be paid on the shares held, due or to come, and no credit covers on a day ahead; cents."""
    owed = max(open_balance_of(session, member.id, PaymentPurpose.SHARES), 0) - covered_ahead(session, member.id)
    return owed - sum(each.amount for each in owed_on_given_up(session, member, today))


@dataclass(frozen=True)
class _Asked:
    """A payment expected on shares of a day, and when it was due at first; cents."""

    on: date
    due_on: date
    amount: Cents


def _paid_within(session: Session, member: Member, since: date, until: date) -> Cents:
    """What came in on the shares and belongs to days from one to another; what came back is none of it; cents."""
    paid = select(func.coalesce(total(PaymentReceived.amount), 0)).join(
        CreditEntry, CreditEntry.id == PaymentReceived.credit_entry_id
    )
    of_it = paid.where(PaymentReceived.member_id == member.id, belongs_to_day().between(since, until))
    return session.scalar(of_it) or 0


def _ends(member: Member, today: date) -> list[date]:
    """The last days of the memberships that are over."""
    ends = (period.last_day for period in member.periods if not period.is_struck)
    return [last_day for last_day in ends if last_day is not None and last_day < today]


def days_given_up(session: Session, member: Member, today: date, since: date | None = None) -> list[date]:
    """The last days of the shares that a member gave up without leaving, in its membership of now, the earliest first.

    Or from a day on, where one is named.
    """
    began = max((period.first_day for period in member.periods if not period.is_struck), default=date.max)
    found = select(ShareEntry.effective_on).where(
        ShareEntry.member_id == member.id, ShareEntry.ground == ShareGround.CANCELLATION, kept(ShareEntry),
        ShareEntry.effective_on >= (began if since is None else since), ShareEntry.effective_on < today,
    )
    return list(session.scalars(found.distinct().order_by(ShareEntry.effective_on)))


def parts_by_shares(
    session: Session, member: Member, amount: Cents, received_on: date, today: date
) -> list[tuple[Cents, date | None]]:
    """What of a payment goes to shares given up, each with their last day, and what to those held; cents (§ 366 BGB).

    What was due first is paid first. What was due by the end of shares given up goes there as a whole: of that what
    lacks on those kept stays on them (R-PAY-04).
    """
    parts: list[tuple[Cents, date | None]] = []
    rest = amount
    for each in owed_on_given_up(session, member, today):
        part = min(rest, each.due) if each.last_day < received_on else 0
        parts += [(part, each.last_day)] if part else []
        rest -= part
    return [*parts, (rest, None)] if rest else parts


def covered_by(
    session: Session, member: Member, amount: Cents, received_on: date, purpose: PaymentPurpose | None, today: date
) -> Sequence[Covered]:
    """What a payment would cover, and what would stay open of everything; Refusal where it may not be booked so."""
    parts = parts_of_receipt(session, member, amount, received_on, purpose, today)
    rooms = rooms_for(session, member, today) if purpose else rooms_of_all(session, member, today)
    on_shares = parts_by_shares(session, member, parts.get(PaymentPurpose.SHARES, 0), received_on, today)
    given_up = [(part, last_day) for part, last_day in on_shares if last_day is not None]
    return [
        Covered(each, rooms.get(each, 0), parts.get(each, 0), given_up if each is PaymentPurpose.SHARES else ())
        for each in PaymentPurpose if rooms.get(each, 0) > 0 or parts.get(each, 0) > 0
    ]


def days_of_results(
    session: Session, amounts: Mapping[int, Cents], year_end: date, booked_on: date
) -> dict[int, date | None]:
    """To which day what a year's result brings or takes belongs, by member; None: to that of the booking.

    A loss belongs to the end of the year, so that shares given up with it bear it; a profit fills what is held when it
    is booked. Where the membership of then is over both are settled with it (§ 73 GenG; R-PAY-03).
    """
    period = members.memberships().subquery("period")
    covering = select(period.c.member_id, period.c.last_day).where(
        period.c.first_day <= year_end, (period.c.last_day >= year_end) | period.c.last_day.is_(None),
    )
    last_days = {member_id: last_day for member_id, last_day in session.execute(covering) if member_id in amounts}

    def belongs(member_id: int, amount: Cents) -> bool:
        return rules.belongs_to_year(amount, member_id in last_days, last_days.get(member_id), booked_on)

    return {member_id: year_end if belongs(member_id, amount) else None for member_id, amount in amounts.items()}
