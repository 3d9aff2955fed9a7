"""Who is there, who was, with how many votes: at the door, in the figures, in the lists of § 47 (1) and (3) GenG."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance.models import Guest, Presence, ProxyGrant
from app.attendance.queries.electorate import electors
from app.attendance.queries.reading import day_at
from app.attendance.rules import Capacity, LeftWhy, Mode
from app.core.formats import fold
from app.members import queries as members
from app.members.models import Member, MembershipPeriod


def presences_of(session: Session, assembly_id: int, party_id: int) -> list[Presence]:
    """For whom a person is there now, by number."""
    found = select(Presence).join(Member, Member.id == Presence.member_id).where(
        Presence.assembly_id == assembly_id, Presence.party_id == party_id, Presence.left_at.is_(None)
    )
    return list(session.scalars(found.order_by(Member.number)).unique())


def presences_by_member(
    session: Session, assembly_id: int, whose: Collection[int] | None = None
) -> Mapping[int, Presence]:
    """Who is there now, by member; `whose` asks of some members only."""
    found = select(Presence).where(Presence.assembly_id == assembly_id, Presence.left_at.is_(None))
    if whose is not None:
        found = found.where(Presence.member_id.in_(whose))
    return {each.member_id: each for each in session.scalars(found).unique()}


def guests_of(session: Session, assembly_id: int, at: datetime | None = None) -> Sequence[Guest]:
    """Everybody without a vote who was there, or is at a moment, by name."""
    found = select(Guest).where(Guest.assembly_id == assembly_id)
    if at is not None:
        found = found.where(Guest.came_at <= at, or_(Guest.left_at.is_(None), Guest.left_at > at))
    return session.scalars(found.order_by(Guest.name, Guest.id)).all()


@dataclass(frozen=True)
class Attendee:
    """A member that was there, as the list of participants names it."""

    presence: Presence
    votes: int
    is_investing: bool
    may_vote: bool

    @property
    def number(self) -> int:
        """The member's number."""
        return self.presence.member.number

    @property
    def name(self) -> str:
        """The member's name."""
        return self.presence.member.party.display_name


ATTENDEE_SORTS = ("number", "name", "by", "capacity", "mode", "came", "left")
"""By what the list of participants can be sorted."""


def attendees(session: Session, assembly: Assembly, now: datetime, at: datetime | None = None) -> list[Attendee]:
    """Who was there, each time it came, by number; at a moment, who was there then (§ 47 (1) sentence 4, (3) GenG).

    What was entered by mistake is left out. Votes are counted as granted on the day.
    """
    found = select(Presence).where(
        Presence.assembly_id == assembly.id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE)
    )
    if at is not None:
        found = found.where(Presence.came_at <= at, or_(Presence.left_at.is_(None), Presence.left_at > at))
    rows = session.scalars(
        found.join(Member, Member.id == Presence.member_id).order_by(Member.number, Presence.came_at)
    ).unique().all()
    whose = select(Presence.member_id).where(Presence.assembly_id == assembly.id)
    known = {each.member_id: each for each in electors(session, assembly, day_at(assembly, now), whose)}
    return [
        Attendee(
            row, known[row.member_id].votes if row.member_id in known else 1,
            row.member_id in known and known[row.member_id].is_investing,
            row.member_id in known and known[row.member_id].may_vote,
        )
        for row in rows
    ]  # fmt: skip


def search_attendees(found: Sequence[Attendee], words: str, sort: str, descending: bool) -> list[Attendee]:
    """Of these who has all of the words in number, name or who came, in an order."""
    wanted = fold(words).split()
    fitting = [each for each in found if all(word in _text_of(each) for word in wanted)]
    keys = {
        "number": lambda each: (each.number, each.presence.came_at), "name": lambda each: fold(each.name),
        "by": lambda each: fold(each.presence.name), "capacity": lambda each: each.presence.capacity,
        "mode": lambda each: each.presence.mode, "came": lambda each: each.presence.came_at,
        "left": lambda each: (each.presence.left_at is None, each.presence.left_at or each.presence.came_at),
    }
    return sorted(fitting, key=keys[sort], reverse=descending)


def _text_of(each: Attendee) -> str:
    return fold(f"{each.number:04d} {each.name} {each.presence.name}")


@dataclass(frozen=True)
class Figures:
    """How many are there now: members themselves, represented by a proxy, in the hall, online, their votes, guests."""

    members: int
    represented: int
    hall: int
    online: int
    votes: int
    entitled: int
    guests: int

    @property
    def total(self) -> int:
        """How many members are there or represented."""
        return self.members + self.represented


def figures(session: Session, assembly: Assembly, now: datetime) -> Figures:
    """The live figures of an assembly (§ 47 GenG)."""
    there = attendees(session, assembly, now, now)
    by_proxy = sum(each.presence.capacity is Capacity.PROXY for each in there)
    online = sum(each.presence.mode is Mode.ONLINE for each in there)
    entitled = sum(each.may_vote for each in electors(session, assembly, day_at(assembly, now)))
    return Figures(
        len(there) - by_proxy, by_proxy, sum(each.presence.mode is Mode.HALL for each in there), online,
        sum(each.votes for each in there if each.may_vote), entitled, len(guests_of(session, assembly.id, now)),
    )  # fmt: skip


def past_presences(session: Session, assembly_id: int, member_id: int) -> Sequence[Presence]:
    """How a member came and went before, in this assembly, in its order."""
    found = select(Presence).where(
        Presence.assembly_id == assembly_id, Presence.member_id == member_id, Presence.left_at.is_not(None)
    )
    return session.scalars(found.order_by(Presence.came_at, Presence.id)).unique().all()


def without_right(session: Session) -> Sequence[Presence]:
    """Presences that contradict the register, or the power of attorney behind them; none where all is well (R-VOTE-05).

    A power of attorney that ended lets nobody in after that, nor keeps anybody in.
    """
    ended = members.known_exits().subquery()
    over = exists().where(ended.c.period_id == MembershipPeriod.id, ended.c.last_day < Assembly.meets_on)
    belongs = exists().where(
        MembershipPeriod.member_id == Presence.member_id, members.lasted(), ~over,
        MembershipPeriod.first_day <= func.coalesce(Assembly.votes_until, Assembly.meets_on),
    )
    left = func.coalesce(Presence.left_at, Presence.came_at)
    outlived = exists().where(
        ProxyGrant.id == Presence.grant_id, ProxyGrant.revoked_at.is_not(None),
        or_(Presence.left_at.is_(None), left > ProxyGrant.revoked_at),
    )
    found = select(Presence).join(Assembly, Assembly.id == Presence.assembly_id).where(or_(~belongs, outlived))
    return session.scalars(found.order_by(Presence.id)).unique().all()
