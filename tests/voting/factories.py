"""A meeting to test with; all people and places are invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.assemblies.models import AgendaItem, Assembly, Sitting
from app.assemblies.rules import AlsoVoting, DiscussionForm, ItemType, MeetingForm, Subject
from app.attendance.actions import say_concern
from app.attendance.models import Presence, ProxyGrant
from app.attendance.rules import Capacity, ConcernKind, Mode, ProxyForm
from app.core.values import Actor, DeclarationChannel, PartyKind, Role
from app.members.models import Member
from app.members.rules import MemberClass
from app.parties.models import Party
from app.voting import actions
from app.voting.actions import Given, Receipt
from app.voting.models import Poll
from app.voting.rules import Choice, Confirmed, HallWay, Method, PlannedPoll, Secrecy, TellerGroup
from tests.assemblies.factories import a_convening_house, an_assembly, an_item, convened
from tests.factories import NOW, OFFICE, TODAY, a_person
from tests.shares.factories import JOINED, a_member

CHAIR = Actor("Almut Weißdorn", roles=frozenset({Role.BOARD}))
EARLIER = NOW - timedelta(hours=1)
NAMES = ("Ahorn", "Birke", "Eibe", "Fichte", "Ginster", "Hasel", "Kiefer", "Linde", "Mispel", "Ulme", "Weide")
CONFIRMED = Confirmed(concerns_nobody=True, motions_wait=True)
YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


@dataclass
class Meeting:
    """A meeting on the day, its members and who is there."""

    assembly: Assembly
    item: AgendaItem
    sitting: Sitting
    members: list[Member] = field(default_factory=list)

    def number(self, place: int) -> Member:
        """The member at a place of the list, from nothing on."""
        return self.members[place]


def a_meeting(
    session: Session, members: int = 3, statute: dict[str, Any] | None = None,
    form: MeetingForm = MeetingForm.PHYSICAL, is_streamed: bool = False, also_voting: AlsoVoting | None = None,
    **item: Any,
) -> Meeting:
    """A meeting that is opened, with one item called and members in the hall who vote on their own devices."""
    a_convening_house(session, **(statute or {}))
    assembly = an_assembly(session, TODAY, form=form, is_streamed=is_streamed, also_voting=also_voting)
    called = an_item(session, assembly, **item)
    convened(session, assembly)
    sitting = actions.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, NOW)
    actions.call_item(session, sitting, called, CHAIR, NOW)
    found = Meeting(assembly, called, sitting)
    for name in NAMES[:members]:
        found.members.append(someone(session, assembly, name))
    return found


def an_election(session: Session, members: int = 3, seats: int = 1, **statute: Any) -> Meeting:
    """A meeting whose item is an election to the supervisory board."""
    return a_meeting(session, members, statute, item_type=ItemType.ELECTION, seats=seats,
                     subject=Subject.ELECT_SUPERVISORY_BOARD, title="Wahlen zum Aufsichtsrat", draft="")


def a_stretched_meeting(
    session: Session, statute: dict[str, Any] | None = None, discussion: DiscussionForm = DiscussionForm.VIRTUAL,
    **item: Any,
) -> Meeting:
    """A meeting that votes for five days and is opened."""
    a_convening_house(session, **(statute or {}))
    assembly = an_assembly(session, TODAY, form=MeetingForm.STRETCHED, discussion_form=discussion,
                           votes_until=TODAY + timedelta(days=5))
    called = an_item(session, assembly, **item)
    convened(session, assembly)
    sitting = actions.open_sitting(session, assembly, "Almut Weißdorn", "Henrike Lautenschlag", CHAIR, NOW)
    actions.call_item(session, sitting, called, CHAIR, NOW)
    return Meeting(assembly, called, sitting)


def concerning(session: Session, meeting: Meeting, *people: Party) -> None:
    """The item concerns these."""
    for each in people:
        say_concern(session, meeting.assembly, meeting.item, each, ConcernKind.NAMED, "Um sie geht es.", OFFICE, NOW)


def someone(
    session: Session, assembly: Assembly, name: str, mode: Mode = Mode.HALL,
    member_class: MemberClass = MemberClass.ORDINARY,
) -> Member:
    """A natural person, member, there itself."""
    party = a_person(session, "Ada", name)
    member = a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party, member_class=member_class)
    comes(session, assembly, member, party, mode=mode)
    return member


def comes(
    session: Session, assembly: Assembly, member: Member, party: Party, capacity: Capacity = Capacity.SELF,
    mode: Mode = Mode.HALL, grant: ProxyGrant | None = None, at: datetime = EARLIER,
) -> Presence:
    """A member is there, itself or through somebody."""
    presence = Presence(
        assembly_id=assembly.id, member_id=member.id, party_id=party.id, name=party.display_name, capacity=capacity,
        mode=mode, grant_id=grant.id if grant else None, came_at=at, recorded_by=CHAIR.name, left_recorded_by="",
    )
    session.add(presence)
    session.flush()
    return presence


def represented(session: Session, meeting: Meeting, name: str, by: Member, slot: int = 1) -> Member:
    """A member that is there through another one, by a power of attorney."""
    party = a_person(session, "Bodo", name)
    member = a_member(session, first_day=JOINED, kind=PartyKind.NATURAL_PERSON, party=party)
    grant = ProxyGrant(
        assembly_id=meeting.assembly.id, principal_id=member.id, proxy_id=by.party_id, slot=slot,
        form=ProxyForm.TEXTFORM, channel=DeclarationChannel.OFFICE, dated_on=TODAY, conditions="", document_name="",
        document_type="", recorded_at=EARLIER, recorded_by=CHAIR.name, revoke_reason="", revoke_recorded_by="",
    )
    session.add(grant)
    session.flush()
    comes(session, meeting.assembly, member, by.party, Capacity.PROXY, grant=grant)
    return member


def asked(
    session: Session, meeting: Meeting, method: Method = Method.YES_NO, options: Sequence[str] = (), seats: int = 1,
    secrecy: Secrecy = Secrecy.OPEN, hall: HallWay = HallWay.PHONE, opened: bool = True,
    motion_id: int | None = None, question: str = "Der Jahresabschluss wird festgestellt.",
) -> Poll:
    """A poll on the item, opened at once."""
    planned = PlannedPoll(question, method, tuple(options), seats, secrecy, hall,
                          motion_id)
    poll = actions.prepare(session, meeting.sitting, meeting.item, planned, CHAIR, NOW)
    if opened:
        actions.open_poll(session, meeting.sitting, poll, None, CHAIR, NOW, CONFIRMED)
    return poll


def casts(
    session: Session, poll: Poll, member: Member, choice: Choice = YES, marks: dict[int, int] | None = None,
    by: Member | None = None,
) -> Receipt:
    """A member casts its vote on a device, itself or through another one."""
    given = Given(member.id, choice, marks or {})
    return actions.cast(session, poll.assembly_id, poll.id, [given], (by or member).party_id, NOW)[0]


def marked(session: Session, poll: Poll, member: Member, *names: str) -> Receipt:
    """A member marks options by their names."""
    marks: dict[int, int] = {}
    for each in poll.options:
        if each.name in names:
            marks[each.id] = names.count(each.name)
    return casts(session, poll, member, Choice.MARKS, marks)


def counted(session: Session, meeting: Meeting, poll: Poll) -> Poll:
    """The poll closed and counted."""
    actions.close_poll(session, meeting.sitting, poll, CHAIR, NOW)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, NOW)
    return poll


def declared(
    session: Session, meeting: Meeting, poll: Poll, text: str = "So ist es beschlossen.", at: datetime = NOW
) -> Poll:
    """The poll closed, counted and declared."""
    counted(session, meeting, poll)
    actions.declare(session, meeting.sitting, poll, text, CHAIR, at)
    return poll


def declared_in_secret(
    session: Session, meeting: Meeting, poll: Poll, ballots: TellerGroup, at: datetime = NOW
) -> None:
    """A secret vote closed, its ballots told by the tellers, counted and declared."""
    actions.close_poll(session, meeting.sitting, poll, CHAIR, at)
    actions.tell(session, meeting.sitting, poll, [ballots], CHAIR, at)
    actions.count_poll(session, meeting.sitting, poll, CHAIR, at)
    actions.declare(session, meeting.sitting, poll, "So ist es beschlossen.", CHAIR, at)
