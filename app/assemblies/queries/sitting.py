"""Reads of whether an assembly is on: opened and not closed, also past midnight (§ 47 (1) GenG; R-MIN-01)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, lazyload

from app.assemblies import rules
from app.assemblies.models import Assembly, Sitting
from app.assemblies.rules import AssemblyState, Stage, day_before, opens_before
from app.organs.models import Resolution


def is_sitting(today: date) -> ColumnElement[bool]:
    """The condition that a meeting of the day before goes on: it was opened in time and is not closed.

    One that nobody closed does not go on for ever; a voting phase ends with its last day.
    """
    met_on = day_before(today)
    is_open = exists().where(
        Sitting.assembly_id == Assembly.id, Sitting.closed_at.is_(None), Sitting.opened_at < opens_before(met_on)
    )
    return Assembly.votes_until.is_(None) & (Assembly.meets_on == met_on) & is_open


def sits_on(session: Session, assembly: Assembly, today: date) -> bool:
    """Say whether a meeting goes on past its day: it was opened then, and its chair has not closed it.

    Asked of the database on the day after alone.
    """
    if assembly.meets_on != day_before(today) or assembly.votes_until is not None:
        return False
    return session.scalar(select(Assembly.id).where(Assembly.id == assembly.id, is_sitting(today))) is not None


def left_open(today: date) -> Select[Assembly]:
    """Meetings that are over and that nobody closed, as a query, the oldest first (R-MIN-01)."""
    is_open = exists().where(Sitting.assembly_id == Assembly.id, Sitting.closed_at.is_(None))
    is_over = func.coalesce(Assembly.votes_until, Assembly.meets_on) < today
    found = select(Assembly).options(lazyload("*")).where(is_over, is_open, ~is_sitting(today))
    return found.order_by(Assembly.meets_on, Assembly.id)


def is_coming(session: Session, assembly: Assembly, today: date) -> bool:
    """Say whether an assembly is convened and its last day is not over, or it goes on past that."""
    if assembly.state is not AssemblyState.CONVENED:
        return False
    return (assembly.votes_until or assembly.meets_on) >= today or sits_on(session, assembly, today)


def has_begun(session: Session, assembly: Assembly) -> bool:
    """Say whether a meeting was ever opened; it may be closed again (§ 47 (1) GenG)."""
    return session.get(Sitting, assembly.id) is not None


def version_of(session: Session, assembly_id: int) -> int:
    """How often anything changed in a sitting; nothing before it is opened."""
    return session.scalar(select(Sitting.version).where(Sitting.assembly_id == assembly_id)) or 0


def stages_of(session: Session, rows: Sequence[Assembly], today: date) -> Mapping[int, Stage]:
    """How far each of these assemblies is on a day, by one statement."""
    found = {row.id: Stage(row.state) for row in rows}
    over = {row.id for row in rows if (row.votes_until or row.meets_on) < today}
    begun = select(Sitting.assembly_id, Sitting.closed_at).where(Sitting.assembly_id.in_(found))
    held = {each: Stage.HELD if closed_at else Stage.GOES_ON for each, closed_at in session.execute(begun)}
    unheld = {each: Stage.NOT_OPENED if each in over else Stage.CONVENED for each in found}
    return {each: held.get(each, unheld[each]) if stage is Stage.CONVENED else stage for each, stage in found.items()}


def check_can_be_told(session: Session, assembly: Assembly, today: date) -> None:
    """Refuse to add to, put off, correct or call off what is not convened, or has begun (§ 46 GenG; R-GV-02)."""
    rules.check_convened(assembly.state, assembly.meets_on, today)
    rules.check_not_begun(has_begun(session, assembly))


def check_never_held(session: Session, assembly: Assembly, today: date, recorded: Sequence[Resolution]) -> None:
    """Refuse to note that an assembly did not take place that is ahead, or was opened or recorded here (R-GV-02)."""
    last_day, numbers = assembly.votes_until or assembly.meets_on, [each.number for each in recorded]
    rules.check_never_held(assembly.state, last_day, today, has_begun(session, assembly), numbers)


def check_resolved_on(session: Session, day: date) -> None:
    """Refuse what the general assembly is said to have resolved on the day of one that did not take place (R-GV-02)."""
    last_day = func.coalesce(Assembly.votes_until, Assembly.meets_on)
    found = session.scalars(select(Assembly.state).where(Assembly.meets_on <= day, last_day >= day))
    rules.check_resolved_on(day, set(found))


def check_agenda_open(session: Session, assembly: Assembly, today: date) -> None:
    """Refuse to change the agenda of what is called off, dropped, over or on (§ 46 GenG; R-GV-06)."""
    rules.check_open(assembly.state, assembly.meets_on, today)
    rules.check_not_begun(has_begun(session, assembly))
