"""How members, shares and credit have developed, added up from the ledgers by day."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.members import queries as members
from app.reports.queries.courses import credit_step, share_step
from app.reports.rules import Standing, Step, days_to_show, standing_at_close, standing_on
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry


def steps_until(session: Session, day: date, known_at: datetime | None = None) -> list[Step]:
    """Every day's changes of members, shares and credit up to a day, added up by day (R-REG-06)."""
    period = members.memberships(known_at).subquery()
    number = func.count()
    joined = session.execute(select(period.c.first_day, number).group_by(period.c.first_day))
    left = session.execute(
        select(period.c.last_day, number).where(period.c.last_day.is_not(None)).group_by(period.c.last_day)
    )
    found = [Step(first_day, members=count) for first_day, count in joined]
    found += [Step(last_day, members=-count, ends_its_day=True) for last_day, count in left]
    found += [*_of_shares(session, known_at), *_of_credit(session, known_at)]
    return [step for step in found if step.day <= day]


def _of_shares(session: Session, known_at: datetime | None) -> Iterator[Step]:
    """What the share ledger gains and loses by day."""
    entry = ShareEntry
    booked = select(entry.effective_on, entry.ground, shares.total(entry.change)).where(shares.kept(entry, known_at))
    for day, ground, moved in session.execute(booked.group_by(entry.effective_on, entry.ground)):
        yield share_step(day, ground, moved)


def _of_credit(session: Session, known_at: datetime | None) -> Iterator[Step]:
    """What the credit ledger gains and loses by day."""
    entry = CreditEntry
    booked = select(entry.effective_on, entry.ground, shares.total(entry.amount)).where(shares.kept(entry, known_at))
    for day, ground, moved in session.execute(booked.group_by(entry.effective_on, entry.ground)):
        yield credit_step(day, ground, moved)


def development(session: Session, today: date, known_at: datetime | None = None) -> list[tuple[date, Standing]]:
    """Members, shares and credit at the close of quarters or years up to today, and today."""
    steps = steps_until(session, today, known_at)
    days = days_to_show(min((step.day for step in steps), default=today), today)
    closed = [(day, standing_at_close(Standing(), steps, day)) for day in days if day < today]
    return [*closed, (today, standing_on(Standing(), steps, today))]
