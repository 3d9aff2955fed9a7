"""The figures of the cooperative on the desk."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.members.models import MembershipPeriod
from app.members.queries import covers
from app.shares import queries as shares
from app.shares.models import ShareEntry


@dataclass(frozen=True)
class Figures:
    """Members, shares, what is paid in on them and what is still to be paid; cents."""

    members: int
    joined: int
    shares: int
    paid_in: Cents
    open: Cents
    debtors: int


def quarter_of(day: date) -> date:
    """The first day of the quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def figures(session: Session, today: date) -> Figures:
    """The figures of today, as sums of the database."""
    periods = select(func.count()).select_from(MembershipPeriod).where(covers(today))
    owed = shares.open_sums().subquery()
    parts = (
        periods,
        periods.where(MembershipPeriod.first_day >= quarter_of(today)),
        select(shares.total(ShareEntry.change)).where(shares.counts_on(today)),
        select(shares.total(owed.c.open)),
        select(func.count()).select_from(owed),
    )
    row = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    in_all, joined, held, still_open, debtors = (int(value or 0) for value in row)
    return Figures(in_all, joined, held, shares.paid_in_total(session, today), still_open, debtors)
