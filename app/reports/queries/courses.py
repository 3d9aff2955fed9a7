"""What changed of a figure by day, among the members of each kind and region, added up from register and ledgers."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.members import queries as members
from app.members.models import Member
from app.parties.models import Party
from app.reports.rules import GroupStep, HeldFigure, Step
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround, closes_on, counts_from, credit_counts_from


def steps_by_group(session: Session, figure: HeldFigure, known_at: datetime | None = None) -> list[GroupStep]:
    """Every day's changes of members, shares or credit, by kind and region of today, as known at a moment (R-REG-06).

    Only what the figure is reckoned from is read; a former member's credit counts until it is paid out.
    """
    return [GroupStep(kind, region, step) for step, (kind, region) in _of(session, figure, known_at, by_group=True)]


def steps_of_all(session: Session, figure: HeldFigure, known_at: datetime | None = None) -> list[Step]:
    """The same of all members together: as many rows as there are days, however many groups (R-REG-06)."""
    return [step for step, _none in _of(session, figure, known_at, by_group=False)]


_Told = Iterator[tuple[Step, Sequence[Any]]]
"""What a day changes, and whose: kind and region, or nothing where all are added up together."""


def _of(session: Session, figure: HeldFigure, known_at: datetime | None, by_group: bool) -> _Told:
    match figure:
        case HeldFigure.MEMBERS:
            return _of_members(session, known_at, by_group)
        case HeldFigure.SHARES:
            return _of_shares(session, known_at, by_group)
        case _:
            return _of_credit(session, known_at, by_group)


def _summed(summed: Select[*tuple[Any, ...]], member_id: Any, by_group: bool, *by: Any) -> Select[*tuple[Any, ...]]:
    """The sums of a statement by these columns and, by group, by kind and region of the member it names."""
    if not by_group:
        return summed.group_by(*by)
    joined = summed.join(Member, Member.id == member_id).join(Party, Party.id == Member.party_id)
    return joined.add_columns(Party.kind, Party.region).group_by(*by, Party.kind, Party.region)


def _of_members(session: Session, known_at: datetime | None, by_group: bool) -> _Told:
    period, number = members.memberships(known_at).subquery(), func.count()
    for column, change in ((period.c.first_day, 1), (period.c.last_day, -1)):
        counted = select(column, number).select_from(period).where(column.is_not(None))
        for day, moved, *group in session.execute(_summed(counted, period.c.member_id, by_group, column)):
            yield Step(day, members=change * moved, ends_its_day=change < 0), group


def _of_shares(session: Session, known_at: datetime | None, by_group: bool) -> _Told:
    entry = ShareEntry
    booked = select(entry.effective_on, entry.ground, shares.total(entry.change)).where(shares.kept(entry, known_at))
    summed = _summed(booked.select_from(entry), entry.member_id, by_group, entry.effective_on, entry.ground)
    for day, ground, moved, *group in session.execute(summed):
        yield _share_step(day, ground, moved), group


def _of_credit(session: Session, known_at: datetime | None, by_group: bool) -> _Told:
    entry = CreditEntry
    booked = select(entry.effective_on, entry.ground, shares.total(entry.amount)).where(shares.kept(entry, known_at))
    summed = _summed(booked.select_from(entry), entry.member_id, by_group, entry.effective_on, entry.ground)
    for day, ground, moved, *group in session.execute(summed):
        yield _credit_step(day, ground, moved), group


def _share_step(day: date, ground: ShareGround, moved: int) -> Step:
    """What shares booked for a day change; what is given up or handed over ends its day (R-REG-06)."""
    closes = closes_on(ground, day)
    return Step(closes, shares=moved, ends_its_day=counts_from(ground, moved, day) > closes)


def _credit_step(day: date, ground: CreditGround, moved: int) -> Step:
    """What credit booked for a day changes; what is handed over ends its day as the shares do (R-REG-06)."""
    closes = closes_on(ground, day)
    return Step(closes, credit=moved, ends_its_day=credit_counts_from(ground, day) > closes)
