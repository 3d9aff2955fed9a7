"""Members that are late with their payments; all people and places are invented."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.archive import actions as archive_actions
from app.archive import queries as archive
from app.dues import actions
from app.dues.models import DunningNotice
from app.dues.rules import DunningLevel
from app.members.models import Member
from tests.factories import NOW, OFFICE
from tests.shares.factories import JOINED, a_member

DAY = timedelta(days=1)
LATE = NOW + 14 * DAY
"""More than a week after what is owed on joining fell due."""


def a_debtor(session: Session, name: str = "Gemeinde Altenbruck", shares: int = 2) -> Member:
    """A member that has paid nothing of its shares."""
    return a_member(session, name, shares, JOINED)


def dunned(
    session: Session, member: Member, level: DunningLevel = DunningLevel.REMINDER, at: datetime = LATE
) -> DunningNotice:
    """A letter written on the day of a moment."""
    return actions.dun(session, member, level, OFFICE, at)


def dunned_up_to(session: Session, member: Member, level: DunningLevel) -> datetime:
    """All letters up to a level, each as soon as it may be; gives the moment at which the next one may be."""
    at = LATE
    for each in DunningLevel:
        if each <= level:
            dunned(session, member, each, at)
            at += 21 * DAY
    return at


def posted(session: Session, member: Member, at: datetime) -> None:
    """Every letter to a member that waits in the tray goes out."""
    for document in archive.documents_about(session, f"member:{member.id}"):
        sheets = [each.id for each in archive.items_of(session, document.id) if each.posted_at is None]
        if sheets:
            archive_actions.mark_posted(session, sheets, OFFICE, at)
