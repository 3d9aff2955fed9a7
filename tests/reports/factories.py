"""Makes members who join, leave and pay in the years before today; all of it is invented."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.members import actions as members
from app.members.models import Member
from app.members.rules import ExitGround, JoinGround, MemberClass
from app.shares import actions as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround
from app.statutes.rules import FiscalYear
from tests.factories import NOW, OFFICE, an_organisation
from tests.shares.factories import SHARE

YEAR = FiscalYear(date(2025, 1, 1), date(2025, 12, 31))


def a_holder(session: Session, name: str, shares_held: int, first_day: date, at: datetime = NOW) -> Member:
    """A member with paid shares, as an old list would tell."""
    party = an_organisation(session, name)
    member = members.enter(
        session, party.id, MemberClass.ORDINARY, first_day, JoinGround.ADMISSION, "Liste", OFFICE, at
    )
    booked(session, member, shares_held, first_day, at=at)
    return member


def booked(
    session: Session, member: Member, change: int, effective_on: date, ground: ShareGround = ShareGround.TAKEN_OVER,
    at: datetime = NOW, is_paid: bool = True,
) -> None:
    """A change of shares; where it adds, with its full payment unless it is said to be open."""
    session.add(ShareEntry(
        member_id=member.id, change=change, effective_on=effective_on, recorded_at=at, recorded_by=OFFICE.name,
        ground=ground, document="Liste",
    ))
    if change > 0 and is_paid:
        session.add(CreditEntry(
            member_id=member.id, amount=change * SHARE, effective_on=effective_on, recorded_at=at,
            recorded_by=OFFICE.name, ground=CreditGround.TAKEN_OVER, document="Liste",
        ))
    session.flush()


def leaves(session: Session, member: Member, last_day: date, at: datetime = NOW) -> None:
    """The exit of a member by notice, and of its shares."""
    members.end(session, member, last_day, ExitGround.NOTICE, "Kündigung", OFFICE, at)
    shares.leave(session, member, last_day, "Kündigung", OFFICE, at)
