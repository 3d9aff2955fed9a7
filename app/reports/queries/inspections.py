"""Reads of the log of inspections."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import fold
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member
from app.reports.models import RegisterInspection


def inspections(session: Session, words: str = "") -> Sequence[RegisterInspection]:
    """Every inspection asked for, newest first; `words` keeps those whose names or interest hold each of them."""
    newest = select(RegisterInspection).order_by(RegisterInspection.recorded_at.desc(), RegisterInspection.id.desc())
    wanted = fold(words).split()
    found = session.scalars(newest).unique().all()
    return [each for each in found if all(word in fold(f"{each.name} {each.agent} {each.interest}") for word in wanted)]


def get_inspection(session: Session, inspection_id: int) -> RegisterInspection:
    """An inspection; raises NotFound."""
    found = session.get(RegisterInspection, inspection_id)
    if found is None:
        raise NotFound
    return found


def find_member(session: Session, number: int | None) -> Member | None:
    """The member of a number, where one is given."""
    return members.find_by_number(session, number) if number is not None else None
