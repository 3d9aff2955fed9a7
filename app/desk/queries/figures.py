"""The figures of the cooperative on the desk."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.members.models import MembershipPeriod
from app.members.queries import covers, outsiders
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry


@dataclass(frozen=True)
class Figures:
    """What is still to be paid by how many; members, shares, what is paid in, members without certificate; cents.

    `paid_in_former` is the part of what is paid in that belongs to those who left and were not paid out yet.
    """

    open: Cents
    debtors: int
    members: int
    joined: int
    shares: int
    paid_in: Cents
    uncertified: int
    paid_in_former: Cents = 0


def quarter_of(day: date) -> date:
    """The first day of the quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def figures(session: Session, today: date) -> Figures:
    """The figures of today, as sums of the database."""
    return Figures(*(int(value or 0) for value in session.execute(_sums_of(today)).one()))


@lru_cache(maxsize=4)
def _sums_of(today: date) -> Select[*tuple[Any, ...]]:
    """The one statement behind the figures; composing it takes as long as asking it, so it is kept for the day."""
    periods = select(func.count()).select_from(MembershipPeriod).where(covers(today))
    owed = shares.open_sums().subquery()
    single = (
        periods,
        periods.where(MembershipPeriod.first_day >= quarter_of(today)),
        select(shares.total(ShareEntry.change)).where(shares.counts_on(today)),
        shares.paid_in_total(today),
        shares.number_without_certificate(today),
        shares.paid_in_total(today).where(CreditEntry.member_id.in_(outsiders(today))),
    )
    sums = (shares.total(owed.c.open), func.count(owed.c.member_id), *(each.scalar_subquery() for each in single))
    return select(*sums).select_from(owed)
