"""What an auditor looks into, with the figures that say how much of it there is (§ 53 GenG)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import jobs
from app.core.formats import local
from app.core.journal import JournalHead
from app.core.values import Actor, Role
from app.desk.rules import Evidence, Inspection
from app.members import queries as members
from app.organs import queries as organs
from app.statutes import queries as statutes
from app.statutes.rules import last_closed_year


def inspections(session: Session, actor: Actor, today: date) -> list[Inspection]:
    """Where an audit begins; what the last check found for who runs the house, too; nothing for all others."""
    if Role.AUDITOR in actor.roles:
        return list(_inspections(session, today))
    return [_last_check(session)] if Role.ADMINISTRATOR in actor.roles else []


def _last_check(session: Session) -> Inspection:
    """How many findings the last check of the whole installation had, and when; no figures where nobody has looked."""
    last = jobs.last_outcome(session, jobs.CHECK_JOB)
    if last is None or last.outcome is None or last.finished_at is None:
        return Inspection(Evidence.CHECK)
    return Inspection(Evidence.CHECK, {"findings": last.outcome["total"], "day": local(last.finished_at).date()})


def _inspections(session: Session, today: date) -> Iterator[Inspection]:
    yield _last_check(session)
    lines = session.scalar(select(JournalHead.sequence)) or 0
    yield Inspection(Evidence.JOURNAL, {"lines": lines})
    closed = last_closed_year(statutes.fiscal_years(session), today)
    if closed:
        day = closed.last_day
        values = {"year": closed.name, "day": day, "members": members.count_on(session, day)}
        yield Inspection(Evidence.REGISTER, values, {"am": f"{day:%d.%m.%Y}"})
    for year in dict.fromkeys((closed.last_day.year if closed else today.year, today.year)):
        _first, number = organs.register(session, year=year, limit=1)
        yield Inspection(Evidence.RESOLUTIONS, {"year": str(year), "number": number}, {"year": str(year)})
