"""The figures of the cooperative on the desk."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import Cents
from app.members.models import MembershipPeriod
from app.members.queries import covers
from app.shares import queries as shares


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
    """The figures of today, as sums of the database; kept until the next act, for they go through the whole house."""
    return _OF_TODAY.get(session, today, lambda: _read(session, today))


def _read(session: Session, today: date) -> Figures:
    return Figures(*(int(value or 0) for value in session.execute(_sums_of(today)).one()))


_OF_TODAY = journal.UntilTheNextAct[Figures]()


@lru_cache(maxsize=4)
def _sums_of(today: date) -> Select[*tuple[Any, ...]]:
    """The one statement behind the figures; composing it takes as long as asking it, so it is kept for the day."""
    joined = func.sum(case((MembershipPeriod.first_day >= quarter_of(today), 1), else_=0))
    members = select(func.count().label("number"), joined.label("joined")).select_from(MembershipPeriod)
    current = members.where(covers(today)).subquery()
    together, outsiders = shares.held_by_all_and_outsiders(today)
    figures = (
        together.c.owed, together.c.debtors, current, together.c.held, together.c.paid,
        together.c.lacking - outsiders.c.lacking, outsiders.c.paid,
    )
    return select(*figures).select_from(current.join(together, true()).join(outsiders, true()))
