"""Reads of the log of inspections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive import queries as archive
from app.archive.models import IssuedDocument
from app.core.formats import fold, local
from app.core.values import NotFound
from app.members import queries as members
from app.members.models import Member
from app.reports.models import RegisterInspection
from app.reports.rules import REPORT, Entered, Requester, was_shown


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


@dataclass(frozen=True)
class Shown:
    """That somebody else was shown the register with one's entry in it: when, of which day, by which right.

    Not who it was: that is itself what is known of another person (R-GDPR-02).
    """

    recorded_at: datetime
    register_on: date
    requester: Requester


def shown_with(session: Session, member: Member) -> list[Shown]:
    """The inspections by others in which a member's entry stood in the register shown, newest first (R-REG-07)."""
    seen = RegisterInspection
    by_others = seen.member_id.is_(None) | (seen.member_id != member.id)
    granted = select(seen.recorded_at, seen.register_on, seen.requester).where(seen.was_granted, by_others)
    memberships = [
        Entered(
            each.first_day, each.recorded_at,
            [(end.recorded_at, end.last_day) for end in members.exits_of(session, each.id)],
        )
        for each in member.periods
    ]
    return [
        Shown(at, register_on, requester)
        for at, register_on, requester in session.execute(granted.order_by(seen.recorded_at.desc(), seen.id.desc()))
        if any(was_shown(each, register_on, at) for each in memberships)
    ]


def inspections_by(session: Session, member: Member) -> Sequence[RegisterInspection]:
    """The inspections that a member asked for itself, or by who acts for it, newest first."""
    own = select(RegisterInspection).where(RegisterInspection.member_id == member.id)
    return session.scalars(own.order_by(RegisterInspection.recorded_at.desc(), RegisterInspection.id.desc())).all()


def extracts_of(session: Session, member: Member) -> list[IssuedDocument]:
    """The copies of its own entries that a member has had, newest first; erased ones are gone (§ 31 (1) GenG)."""
    about = archive.documents_about(session, f"member:{member.id}")
    return [each for each in about if each.kind == REPORT and each.erased_at is None]
