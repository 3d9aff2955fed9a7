"""The figures of the cooperative on the desk."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, case, func, select, true
from sqlalchemy.orm import Session

from app.core import journal
from app.core.values import Cents
from app.members import queries as members
from app.members.models import MembershipPeriod
from app.members.rules import JoinGround
from app.settlements import queries as settlements
from app.shares import queries as shares


@dataclass(frozen=True)
class Figures:
    """What is still to be paid by how many; members, shares, what they paid in, members without certificate; cents.

    `credit_former` is the credit of those who left and were not paid out yet, also of who has joined again since.
    """

    open: Cents
    debtors: int
    members: int
    joined: int
    shares: int
    paid_in: Cents
    uncertified: int
    credit_former: Cents = 0


def quarter_of(day: date) -> date:
    """The first day of the quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def figures(session: Session, today: date) -> Figures:
    """The figures of today, as sums of the database; kept until the next act, for they go through the whole house."""
    return _OF_TODAY.get(session, today, lambda: _read(session, today))


def _read(session: Session, today: date) -> Figures:
    found = Figures(*(int(value or 0) for value in session.execute(_sums_of(today)).one()))
    return replace(found, credit_former=found.credit_former + _of_earlier_memberships(session, today))


def _of_earlier_memberships(session: Session, today: date) -> Cents:
    """What members of today still have to get of a membership that ended before; few have joined again (§ 73 GenG)."""
    earlier = settlements.earlier_credit_at_close(session, today)
    of_these = MembershipPeriod.member_id.in_(list(earlier))
    now = set(session.scalars(select(MembershipPeriod.member_id).where(members.covers(today), of_these)))
    return sum(amount for member_id, amount in earlier.items() if member_id in now)


_OF_TODAY = journal.UntilTheNextAct[Figures]()


@lru_cache(maxsize=4)
def _sums_of(today: date) -> Select[*tuple[Any, ...]]:
    """The one statement behind the figures; composing it takes as long as asking it, so it is kept for the day."""
    is_new = MembershipPeriod.first_day >= quarter_of(today), MembershipPeriod.join_ground != JoinGround.SUCCESSION
    joined = func.sum(case((and_(*is_new), 1), else_=0))
    periods = select(func.count().label("number"), joined.label("joined")).select_from(MembershipPeriod)
    current = periods.where(members.covers(today)).subquery()
    together, outsiders = shares.held_by_all_and_outsiders(today)
    waiting = shares.credit_in_total(today, members.outsiders(today)).subquery()
    figures = (
        together.c.owed, together.c.debtors, current, together.c.held, together.c.paid - outsiders.c.paid,
        together.c.lacking - outsiders.c.lacking, waiting.c.credit,
    )
    of_all = current.join(together, true()).join(outsiders, true()).join(waiting, true())
    return select(*figures).select_from(of_all)
