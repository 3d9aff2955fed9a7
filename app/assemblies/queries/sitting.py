"""Reads of whether an assembly is on: opened and not closed, also past midnight (§ 47 (1) GenG; R-MIN-01)."""

from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Sitting
from app.assemblies.rules import AssemblyState


def is_sitting() -> ColumnElement[bool]:
    """The condition that a meeting of one day was opened and is not closed; a voting phase ends with its last day."""
    is_open = exists().where(Sitting.assembly_id == Assembly.id, Sitting.closed_at.is_(None))
    return Assembly.votes_until.is_(None) & is_open


def sits_on(session: Session, assembly: Assembly, today: date) -> bool:
    """Say whether a meeting goes on past its day: it was opened, and its chair has not closed it.

    Asked of the database only once its day is over.
    """
    if assembly.meets_on >= today or assembly.votes_until is not None:
        return False
    return session.scalar(select(Assembly.id).where(Assembly.id == assembly.id, is_sitting())) is not None


def is_coming(session: Session, assembly: Assembly, today: date) -> bool:
    """Say whether an assembly is convened and its last day is not over, or it goes on past that."""
    if assembly.state is not AssemblyState.CONVENED:
        return False
    return (assembly.votes_until or assembly.meets_on) >= today or sits_on(session, assembly, today)
