"""Reads of contributions: who owes one for a year and was not asked for it, and what became of those asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.values import Cents, NotFound
from app.dues.models import Contribution
from app.dues.queries.lists import found_by, shown
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.queries import Ordered, Sums
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear as FiscalYear

CONTRIBUTION_SORTS = ("number", "name", "due", "open")


def contribution_years(session: Session, today: date) -> list[FiscalYear]:
    """The fiscal years for which a contribution may be asked, the latest first."""
    return sorted(members.years_until(session, today), reverse=True)


def get_year(session: Session, first_day: date, today: date) -> FiscalYear:
    """The fiscal year that begins on a day; raises NotFound."""
    for year in contribution_years(session, today):
        if year.first_day == first_day:
            return year
    raise NotFound


def contribution_of(session: Session, year: FiscalYear, today: date) -> Cents:
    """What the statute of the first day of a year asks for it; of the year of foundation its first one; cents."""
    day = min(year.last_day, today)
    statute = statutes.find_statute_on(session, year.first_day) or statutes.find_statute_on(session, day)
    return statute.annual_contribution if statute else 0


def _still_to_ask(year: FiscalYear) -> Select[int]:
    """The members of any day of a year who were not asked for its contribution; nobody is asked twice.

    The statute sets nothing for who joins or leaves within the year, so the whole contribution is owed.
    """
    asked = select(Contribution.member_id).where(Contribution.first_day == year.first_day)
    of_the_year = (members.began(year.last_day), ~members.has_ended_by(year.first_day))
    return select(MembershipPeriod.member_id).where(*of_the_year, MembershipPeriod.member_id.not_in(asked)).distinct()


def still_to_ask(session: Session, year: FiscalYear) -> Sequence[int]:
    """The ids of the members who are still to be asked for the contribution of a year, by number."""
    found = select(Member.id).where(Member.id.in_(_still_to_ask(year))).order_by(Member.number)
    return session.scalars(found).all()


@dataclass(frozen=True)
class RunPreview:
    """What a run would ask for: of how many, how much each; how many were asked before; cents."""

    year: FiscalYear
    amount: Cents
    to_ask: int
    asked: int

    @property
    def total(self) -> Cents:
        """What all are asked for together; cents."""
        return self.amount * self.to_ask


def preview_contributions(session: Session, year: FiscalYear, today: date) -> RunPreview:
    """What a run for a year would ask for today."""
    asked = select(func.count()).select_from(Contribution).where(Contribution.first_day == year.first_day)
    to_ask = select(func.count()).select_from(_still_to_ask(year).subquery())
    return RunPreview(
        year, contribution_of(session, year, today), session.scalar(to_ask) or 0, session.scalar(asked) or 0
    )


def find_contribution(session: Session, member_id: int, year: FiscalYear) -> Contribution | None:
    """What a member was asked for a year."""
    asked = select(Contribution).where(Contribution.member_id == member_id)
    return session.scalar(asked.where(Contribution.first_day == year.first_day))


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


def list_contributions(session: Session, year: FiscalYear, wanted: Ordered) -> tuple[list[ContributionRow], Sums]:
    """One page of the contributions of a year, and what is open of all of them."""
    dues = shares.unreversed_dues(select(Contribution.member_id).where(Contribution.first_day == year.first_day))
    still: Any = func.coalesce(dues.c.open, 0)
    found = (
        select(
            Contribution.id, Member.number, Party.display_name, Contribution.amount, still.label("open"),
            Contribution.due_on, Contribution.waived_at, Contribution.waiver_reason,
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


def paid_of(session: Session, contribution: Contribution) -> Cents:
    """What was paid of a contribution, in cents."""
    found = shares.expected_payments_of(session, contribution.member_id)
    return sum(each.amount - each.open for each in found if each.due_id == contribution.due_id)


def has_contributions(session: Session, today: date) -> bool:
    """Say whether the statute knows a contribution, or anybody was ever asked for one."""
    statute = statutes.find_statute_on(session, today)
    return bool(statute and statute.annual_contribution) or bool(session.scalar(select(Contribution.id).limit(1)))
