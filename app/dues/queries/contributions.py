"""Reads of contributions: who owes one for a year and was not asked for it, and what became of those asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.core.jobs import Job
from app.core.values import Cents, NotFound
from app.dues.models import Contribution, LapsedClaim
from app.dues.queries.amounts import contribution_of, less_owed
from app.dues.queries.lists import found_by, shown
from app.dues.rules import FELL_AWAY
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.queries import Ordered, Sums
from app.shares.rules import PaymentPurpose, claim_lapses_on
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear as FiscalYear

CONTRIBUTION_SORTS = ("number", "name", "due", "open")


def contribution_years(session: Session, today: date) -> list[FiscalYear]:
    """The fiscal years for which a contribution may be asked, the latest first."""
    return sorted(members.years_until(session, today), reverse=True)


def is_year_entered(session: Session, today: date) -> bool:
    """Say whether a fiscal year covers today; where years are entered, it must be one of them."""
    return any(year.covers(today) for year in contribution_years(session, today))


def get_year(session: Session, first_day: date, today: date) -> FiscalYear:
    """The fiscal year that begins on a day; raises NotFound."""
    for year in contribution_years(session, today):
        if year.first_day == first_day:
            return year
    raise NotFound


def _stands(year: FiscalYear) -> tuple[ColumnElement[bool], ...]:
    """The contributions of a year that were not taken back."""
    return Contribution.first_day == year.first_day, Contribution.taken_back_at.is_(None)


def _still_to_ask(year: FiscalYear, less: Mapping[int, Cents]) -> Select[int]:
    """The members of any day of a year who were not asked for its contribution; nobody is asked twice.

    The statute sets nothing for who joins or leaves within the year, so the whole contribution is owed; nobody is
    asked of whom `less` says that it owes nothing.
    """
    asked = select(Contribution.member_id).where(*_stands(year))
    owing = select(MembershipPeriod.member_id).where(*_of_the_year(year))
    free = [member_id for member_id, owed in less.items() if not owed]
    if free:
        owing = owing.where(MembershipPeriod.member_id.not_in(free))
    return owing.where(MembershipPeriod.member_id.not_in(asked)).distinct()


def _of_the_year(year: FiscalYear) -> tuple[ColumnElement[bool], ...]:
    """The memberships of which a day lies in a year."""
    return members.began(year.last_day), ~members.has_ended_by(year.first_day)


def owes_contribution(session: Session, member_id: int, year: FiscalYear) -> bool:
    """Say whether somebody was a member on some day of a year, as known now, and so owes its contribution."""
    found = select(MembershipPeriod.id).where(MembershipPeriod.member_id == member_id, *_of_the_year(year))
    return session.scalar(found.limit(1)) is not None


def still_to_ask(session: Session, year: FiscalYear, today: date) -> Sequence[int]:
    """The ids of the members who are still to be asked for the contribution of a year, by number."""
    asked = _still_to_ask(year, less_owed(session, year, today))
    return session.scalars(select(Member.id).where(Member.id.in_(asked)).order_by(Member.number)).all()


@dataclass(frozen=True)
class RunPreview:
    """What a run would ask for: of how many, how much each; how many were asked before; cents.

    `unbound` are left out or asked for less, since they left because of the amendment; `spared` is how much less those
    together are asked for who are asked (§ 67a GenG).
    """

    year: FiscalYear
    amount: Cents
    to_ask: int
    asked: int
    unbound: int = 0
    spared: Cents = 0

    @property
    def total(self) -> Cents:
        """What all are asked for together; cents."""
        return self.amount * self.to_ask - self.spared


def preview_contributions(session: Session, year: FiscalYear, today: date) -> RunPreview:
    """What a run for a year would ask for today."""
    asked, less = select(func.count()).select_from(Contribution).where(*_stands(year)), less_owed(session, year, today)
    amount, to_ask = contribution_of(session, year, today), set(session.scalars(_still_to_ask(year, less)))
    unbound = set(session.scalars(_still_to_ask(year, {}).where(MembershipPeriod.member_id.in_(less)))) if less else ()
    spared = sum(amount - less[each] for each in unbound if each in to_ask)
    return RunPreview(year, amount, len(to_ask), session.scalar(asked) or 0, len(unbound), spared)


def find_contribution(session: Session, member_id: int, year: FiscalYear) -> Contribution | None:
    """What a member was asked for a year, unless it was taken back."""
    return session.scalar(select(Contribution).where(Contribution.member_id == member_id, *_stands(year)))


def contributions_of(session: Session, member_id: int) -> Sequence[Contribution]:
    """Every contribution that a member was asked for, waived or taken back or not, the latest first."""
    found = select(Contribution).where(Contribution.member_id == member_id).order_by(Contribution.id.desc())
    return session.scalars(found).unique().all()


def fallen_away(session: Session, member_id: int) -> list[Contribution]:
    """What was asked for years in which the member had turned out to be none, and is not asked for by another."""
    known = contributions_of(session, member_id)
    standing = {each.first_day for each in known if each.taken_back_at is None}
    gone = [each for each in known if each.taken_back_why == FELL_AWAY and each.first_day not in standing]
    return list({each.first_day: each for each in reversed(gone)}.values())


def get_contribution(session: Session, contribution_id: int) -> Contribution:
    """A contribution that must be there."""
    found = session.get(Contribution, contribution_id)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class ContributionRow:
    """A contribution as the list shows it; cents."""

    id: int
    number: int
    name: str
    amount: Cents
    open: Cents
    due_on: date
    waived_at: datetime | None
    waiver_reason: str
    taken_back_at: datetime | None
    taken_back_why: str
    is_closed: bool
    """Whether what was open of it was closed as lapsed."""

    def is_lapsed(self, today: date) -> bool:
        """Say whether what is open of it had lapsed before a day (§§ 195, 199 BGB)."""
        return bool(self.open) and claim_lapses_on(PaymentPurpose.CONTRIBUTION, self.due_on) < today


def _closes(due_id: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a lapsed claim to a payment was closed and is not owed again."""
    return LapsedClaim.due_id == due_id, LapsedClaim.undone_at.is_(None)


def list_contributions(session: Session, year: FiscalYear, wanted: Ordered) -> tuple[list[ContributionRow], Sums]:
    """One page of the contributions of a year, and what is open of all of them."""
    dues = shares.unreversed_dues(select(Contribution.member_id).where(Contribution.first_day == year.first_day))
    still: Any = func.coalesce(dues.c.open, 0)
    found = (
        select(
            Contribution.id, Member.number, Party.display_name, Contribution.amount, still.label("open"),
            Contribution.due_on, Contribution.waived_at, Contribution.waiver_reason,
            Contribution.taken_back_at, Contribution.taken_back_why,
            select(LapsedClaim.id).where(*_closes(Contribution.due_id)).exists().label("is_closed"),
        )
        .join(Member, Member.id == Contribution.member_id)
        .join(Party, Party.id == Member.party_id)
        .outerjoin(dues, dues.c.id == Contribution.due_id)
        .where(Contribution.first_day == year.first_day, *found_by(wanted.words))
    )
    keys: dict[str, Any] = {
        "number": Member.number, "name": Party.sort_name, "due": Contribution.due_on, "open": still,
    }
    rows = found.subquery()
    together = select(func.count(), func.coalesce(shares.total(rows.c.open), 0)).select_from(rows)
    counted, amount = session.execute(together).one()
    page = session.execute(shown(found, wanted, keys[wanted.sort], Contribution.id))
    return [ContributionRow(*row) for row in page], Sums(counted, amount)


@dataclass(frozen=True)
class AskedFor:
    """What was asked for a year with one due day: how many demands are unpaid, and what of them together; cents."""

    due_on: date
    unpaid: int
    amount: Cents


def _unpaid(year: FiscalYear) -> Select[int, int, date, int]:
    """The contributions of a year that stand and on which nothing was paid: id, member, due day, amount."""
    dues = shares.unreversed_dues(select(Contribution.member_id).where(*_stands(year)))
    asked = select(Contribution.id, Contribution.member_id, Contribution.due_on, Contribution.amount).join(
        dues, dues.c.id == Contribution.due_id
    )
    return asked.where(*_stands(year), Contribution.waived_at.is_(None), dues.c.open == Contribution.amount)


def unpaid_by_day(session: Session, year: FiscalYear) -> list[AskedFor]:
    """What of a year may be taken back, by the day it is due."""
    found = _unpaid(year).subquery()
    summed = select(found.c.due_on, func.count(), shares.total(found.c.amount)).group_by(found.c.due_on)
    return [AskedFor(*row) for row in session.execute(summed.order_by(found.c.due_on))]


def unpaid_due_on(session: Session, year: FiscalYear, due_on: date) -> list[tuple[int, int]]:
    """The contributions of a year, due on a day, on which nothing was paid: ids of the member and of each."""
    found = _unpaid(year).where(Contribution.due_on == due_on).order_by(Contribution.id)
    return [(member_id, contribution_id) for contribution_id, member_id, _day, _amount in session.execute(found)]


def is_running(session: Session, kind: str) -> bool:
    """Say whether a job of a kind is not done yet."""
    return bool(session.scalar(select(Job.id).where(Job.kind == kind, Job.finished_at.is_(None)).limit(1)))


def paid_of(session: Session, contribution: Contribution) -> Cents:
    """What was paid of a contribution, in cents; of one that was closed as lapsed, all but what was open of it."""
    closed = session.scalar(select(LapsedClaim.amount).where(*_closes(contribution.due_id)))
    if closed is not None:
        return contribution.amount - closed
    found = shares.expected_payments_of(session, contribution.member_id)
    return sum(each.amount - each.open for each in found if each.due_id == contribution.due_id)


def has_contributions(session: Session, today: date) -> bool:
    """Say whether the statute knows a contribution, or anybody was ever asked for one."""
    statute = statutes.find_statute_on(session, today)
    return bool(statute and statute.annual_contribution) or bool(session.scalar(select(Contribution.id).limit(1)))
