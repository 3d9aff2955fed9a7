"""What an auditor looks into, with the figures that say how much of it there is (§ 53 GenG)."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import horizon, jobs
from app.core.formats import local
from app.core.horizon import Horizon
from app.core.journal import JournalHead, JournalLine
from app.core.values import Actor, Role
from app.desk.rules import Evidence, Inspection
from app.members import queries as members
from app.organs import queries as organs
from app.statutes import queries as statutes
from app.statutes.rules import last_closed_year


def inspections(session: Session, actor: Actor, today: date) -> list[Inspection]:
    """Where an audit begins; what the last check found for who runs the house, too; nothing for all others.

    `today` is the day that is read, with an audited period the last one of it: then that day is over.
    """
    if Role.AUDITOR in actor.roles:
        return list(_inspections(session, today, horizon.present()))
    return [_last_check(session)] if Role.ADMINISTRATOR in actor.roles else []


def _last_check(session: Session) -> Inspection:
    """How many findings the last check of the whole installation had, and when; no figures where nobody has looked."""
    last = jobs.last_outcome(session, jobs.CHECK_JOB)
    if last is None or last.outcome is None or last.finished_at is None:
        return Inspection(Evidence.CHECK)
    return Inspection(Evidence.CHECK, {"findings": last.outcome["total"], "day": local(last.finished_at).date()})


def _inspections(session: Session, today: date, read: Horizon | None) -> Iterator[Inspection]:
    yield _last_check(session)
    last = select(func.max(JournalLine.sequence)) if read else select(JournalHead.sequence)
    within = {"von": f"{read.first_day:%d.%m.%Y}", "bis": f"{read.last_day:%d.%m.%Y}"} if read else {}
    yield Inspection(Evidence.JOURNAL, {"lines": session.scalar(last) or 0}, within)
    is_over = read is not None and read.last_day == today
    closed = last_closed_year(statutes.fiscal_years(session), today + timedelta(days=is_over))
    if closed:
        day = closed.last_day
        values = {"year": closed.name, "day": day, "members": members.count_on(session, day)}
        yield Inspection(Evidence.REGISTER, values, {"am": f"{day:%d.%m.%Y}"})
    for year in dict.fromkeys((closed.last_day.year if closed else today.year, today.year)):
        _first, number = organs.register(session, year=year, limit=1)
        yield Inspection(Evidence.RESOLUTIONS, {"year": str(year), "number": number}, {"year": str(year)})
