"""Reads of the log of inspections."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.formats import fold, local
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


def get_own_inspection(session: Session, party_id: int | None, inspection_id: int, today: date) -> RegisterInspection:
    """An inspection of today by a member whom this person is or acts for; raises NotFound (R-REG-07).

    On another day the register is asked for anew, so that every inspection is in the log.
    """
    found = get_inspection(session, inspection_id)
    if found.member is None or local(found.recorded_at).date() != today:
        raise NotFound
    members.get_own(session, party_id, found.member.number, today)
    return found
