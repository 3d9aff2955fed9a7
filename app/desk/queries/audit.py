"""What an auditor looks into, with the figures that say how much of it there is (§ 53 GenG)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import JournalHead
from app.core.values import Actor, Role
from app.desk.rules import Evidence, Inspection
from app.members import queries as members
from app.organs import queries as organs
from app.statutes import queries as statutes
from app.statutes.rules import last_closed_year


def inspections(session: Session, actor: Actor, today: date) -> list[Inspection]:
    """Where an audit begins; nothing for who audits nothing."""
    return list(_inspections(session, today)) if Role.AUDITOR in actor.roles else []


def _inspections(session: Session, today: date) -> Iterator[Inspection]:
    yield Inspection(Evidence.CHECK)
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
