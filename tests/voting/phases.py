"""A voting phase to test with: two items, voted on for days beside each other (§ 43b (1) no. 4 GenG; R-FORM-05)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem
from app.members.models import Member
from app.voting import actions
from app.voting.actions import Given
from app.voting.models import Poll
from app.voting.rules import Choice
from tests.assemblies.factories import an_item
from tests.attendance.factories import humans
from tests.factories import NOW
from tests.voting.factories import CHAIR, Meeting, a_stretched_meeting, asked

LAST = NOW + timedelta(days=5)
AFTER = NOW + timedelta(days=6)


def a_phase(session: Session) -> Meeting:
    """A stretched meeting of three members with two items, the first of them called."""
    meeting = a_stretched_meeting(session, title="Jahresabschluss")
    meeting.members.extend(humans(session, 3))
    second = an_item(session, meeting.assembly, title="Ergebnisverwendung")
    second.announced_by_id = meeting.item.announced_by_id
    session.flush()
    return meeting


def second_of(meeting: Meeting) -> AgendaItem:
    """The item that is not called first."""
    return next(each for each in meeting.assembly.items if each.id != meeting.item.id)


def call(session: Session, meeting: Meeting, item: AgendaItem, now: datetime = NOW) -> None:
    """The chair calls an item."""
    actions.call_item(session, meeting.sitting, item, CHAIR, now)
    meeting.item = item


def both(session: Session, meeting: Meeting) -> tuple[Poll, Poll]:
    """Both items are voted on."""
    first = asked(session, meeting, question="Der Abschluss wird festgestellt.")
    call(session, meeting, second_of(meeting))
    return first, asked(session, meeting, question="Der Gewinn wird vorgetragen.")


def votes(session: Session, poll: Poll, member: Member, now: datetime = NOW) -> None:
    """A member votes for itself."""
    actions.cast(session, poll.assembly_id, poll.id, [Given(member.id, Choice.YES)], member.party_id, now)
