"""Who is there, who was, with how many votes: at the door, in the figures, in the lists of § 47 (1) and (3) GenG."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.rules import DiscussionForm, MeetingForm
from app.attendance import rules
from app.attendance.models import Guest, Presence, ProxyGrant
from app.attendance.queries.door import strength_of
from app.attendance.queries.electorate import Elector, electors
from app.attendance.queries.reading import day_of, voting_day_at
from app.attendance.queries.whose import these
from app.attendance.rules import Capacity, GuestRole, LeftWhy, Mode, Quorum, Strength
from app.core.formats import fold, local
from app.members import queries as members
from app.members.models import Member, MembershipPeriod
from app.organs import queries as organs
from app.organs.rules import WITH_OFFICES, Organ
from app.parties.models import Party
from app.parties.rules import is_called
from app.statutes import queries as statutes


def presences_of(session: Session, assembly_id: int, party_id: int) -> list[Presence]:
    """For whom a person is there now, by number."""
    found = select(Presence).join(Member, Member.id == Presence.member_id).where(
        Presence.assembly_id == assembly_id, Presence.party_id == party_id, Presence.left_at.is_(None)
    )
    return list(session.scalars(found.order_by(Member.number)).unique())


def presences_by_member(session: Session, assembly_id: int, whose: Collection[int]) -> Mapping[int, Presence]:
    """Which of these members are there now, and through whom."""
    found = select(Presence).where(
        Presence.assembly_id == assembly_id, Presence.left_at.is_(None), Presence.member_id.in_(whose)
    )
    return {each.member_id: each for each in session.scalars(found).unique()}


def there_now(session: Session, assembly_id: int) -> frozenset[int]:
    """The ids of the members that are there, themselves or through somebody."""
    there = select(Presence.member_id).where(Presence.assembly_id == assembly_id, Presence.left_at.is_(None))
    return frozenset(session.scalars(there))


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


def attendees(session: Session, assembly: Assembly, at: datetime | None = None) -> list[Attendee]:
    """Who was there, each time it came, by number; at a moment, who was there then (§ 47 (1) sentence 4, (3) GenG).

    What was entered by mistake is left out. Votes are counted as granted on the day, in a stretched meeting the day on
    which somebody came: who dies or leaves later had them; on the next one of who joined with it, past midnight.
    """
    found = _came(assembly.id, at)
    rows = session.scalars(
        found.join(Member, Member.id == Presence.member_id).order_by(Member.number, Presence.came_at, Presence.id)
    ).unique().all()
    by_day: dict[date, list[Presence]] = defaultdict(list)
    for row in rows:
        by_day[day_of(assembly, local(row.came_at).date())].append(row)
    known = {row: each for day, came in by_day.items() for row, each in _known_on(session, assembly, day, came)}
    return [_attendee(row, known.get(row)) for row in rows]


def each_as_last(found: Sequence[Attendee]) -> list[Attendee]:
    """Of those who were there each member once, as it was there last: how figures of a whole assembly count it.

    So they are those of its end, and whoever came itself after its proxy is not told as represented (§ 47 (1) GenG).
    """
    return list({each.number: each for each in found}.values())


def _known_on(
    session: Session, assembly: Assembly, day: date, came: Sequence[Presence]
) -> Iterator[tuple[Presence, Elector]]:
    """How those who came on a day stood in the electorate of it, or of the next where they joined with that."""
    whose = these({row.member_id for row in came})
    known = {each.member_id: each for each in electors(session, assembly, day, whose)}
    if {row.member_id for row in came} - known.keys():
        joined = electors(session, assembly, day + timedelta(days=1), whose)
        known = {each.member_id: each for each in joined} | known
    return ((row, known[row.member_id]) for row in came if row.member_id in known)


def _attendee(row: Presence, elector: Elector | None) -> Attendee:
    if elector is None:
        return Attendee(row, 1, is_investing=False, may_vote=False)
    return Attendee(row, elector.votes, elector.is_investing, elector.may_vote)


def _came(assembly_id: int, at: datetime | None) -> Select[Presence]:
    """Everybody who came, or who was there at a moment, as a query; without what was entered by mistake."""
    found = select(Presence).where(
        Presence.assembly_id == assembly_id, or_(Presence.left_why.is_(None), Presence.left_why != LeftWhy.MISTAKE)
    )
    if at is not None:
        found = found.where(Presence.came_at <= at, or_(Presence.left_at.is_(None), Presence.left_at > at))
    return found


def is_hybrid_at(assembly: Assembly, at: datetime) -> bool:
    """Say whether a hall and elsewhere meet at a moment, so that both organs are represented in the hall (§ 43b (4)).

    R-FORM-04: in a hybrid meeting, and in a hybrid discussion of a stretched one on its day.
    """
    is_discussed = assembly.discussion_form is DiscussionForm.HYBRID and local(at).date() == assembly.meets_on
    return assembly.form is MeetingForm.HYBRID or is_discussed


def is_among(party: Party, guests: Sequence[Guest]) -> bool:
    """Say whether somebody of an organ, who need be no member, was let in without a vote: known by its name."""
    return any(
        each.role is GuestRole.ORGAN and is_called(party.sort_name, party.display_name, each.name) for each in guests
    )


@dataclass(frozen=True)
class OrganMember:
    """Somebody of board or supervisory board, and whether it is in the meeting at a moment: let in, or online."""

    organ: Organ
    name: str
    is_let_in: bool
    is_online: bool


def organs_at(
    session: Session, assembly: Assembly, now: datetime, noted: Collection[int] = frozenset()
) -> list[OrganMember]:
    """Everybody of board and supervisory board, and where it is at a moment (§ 43b (4) GenG; R-FORM-04).

    Who is no member is known by its name among those without a vote. `noted`: the party ids of those who are known to
    be there although nobody let them in; who takes part online at the moment is not in the hall.
    """
    here = _came(assembly.id, now).with_only_columns(Presence.party_id, Presence.mode)
    modes: dict[int | None, set[Mode]] = defaultdict(set)
    for party_id, mode in session.execute(here):
        modes[party_id].add(mode)
    there = {each for each, ways in modes.items() if Mode.HALL in ways} | (set(noted) - modes.keys())
    guests = guests_of(session, assembly.id, now)
    return [
        OrganMember(organ, each.party.display_name, each.party_id in there or is_among(each.party, guests),
                    Mode.ONLINE in modes[each.party_id])
        for organ in WITH_OFFICES for each in organs.offices_on(session, organ, local(now).date())
    ]


def organs_not_in_hall(
    session: Session, assembly: Assembly, now: datetime, noted: Collection[int] = frozenset()
) -> list[Organ]:
    """Of board and supervisory board those of which nobody is in the hall of a hybrid meeting (§ 43b (4) GenG).

    R-FORM-04. `noted`: as for `organs_at`.
    """
    if not is_hybrid_at(assembly, now):
        return []
    found = organs_at(session, assembly, now, noted)
    let_in = {each.organ for each in found if each.is_let_in}
    return [organ for organ in WITH_OFFICES if organ in {each.organ for each in found} - let_in]


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
    """How many are there now: members themselves, by proxy, in the hall, online, in writing; how strong they are.

    `voting` counts those of them who have a vote, `entitled` everybody who has: who takes part without a vote is in
    neither (§ 8 (2) GenG). `quorum` is what the statute wants; None where it wants nothing, and of a stretched
    assembly: there everybody votes for days, without being there (§ 43b (5) GenG; R-GV-11).
    """

    members: int
    represented: int
    hall: int
    online: int
    written: int
    voting: Strength
    entitled: Strength
    quorum: Quorum | None


def figures(session: Session, assembly: Assembly, now: datetime) -> Figures:
    """The live figures of an assembly (§ 47 GenG)."""
    came = _came(assembly.id, now)
    counted = came.with_only_columns(Presence.capacity, Presence.mode, func.count()).group_by(
        Presence.capacity, Presence.mode
    )
    there = {(capacity, mode): number for capacity, mode, number in session.execute(counted)}
    by_proxy = sum(number for (capacity, _mode), number in there.items() if capacity is Capacity.PROXY)
    day, here = voting_day_at(session, assembly, now), came.with_only_columns(Presence.member_id)
    hall, online, written = (
        sum(number for (_capacity, mode), number in there.items() if mode is wanted)
        for wanted in (Mode.HALL, Mode.ONLINE, Mode.WRITTEN)
    )
    voting, entitled = strength_of(session, assembly, day, here), strength_of(session, assembly, day)
    quorum = None
    if assembly.form is not MeetingForm.STRETCHED:
        quorum = rules.quorum_of(statutes.statute_on(session, day), voting, entitled)
    return Figures(sum(there.values()) - by_proxy, by_proxy, hall, online, written, voting, entitled, quorum)


def quorum_at(session: Session, assembly: Assembly, now: datetime) -> Quorum | None:
    """What the statute wants to be there to resolve, and what is (R-GV-11); where it wants nothing no more is read."""
    is_wanted = statutes.statute_on(session, voting_day_at(session, assembly, now)).gv_quorum is not None
    return figures(session, assembly, now).quorum if is_wanted else None


def are_all_there(session: Session, assembly: Assembly, now: datetime) -> bool:
    """Whether every member is there or represented, those without a vote as well (§ 46 (2) GenG; R-GV-06)."""
    found = select(Presence.member_id).where(Presence.assembly_id == assembly.id, Presence.left_at.is_(None))
    day = voting_day_at(session, assembly, now)
    wanted = {each.member_id for each in electors(session, assembly, day) if each.may_attend}
    return bool(wanted) and set(session.scalars(found)) >= wanted


def past_presences(session: Session, assembly_id: int, member_id: int) -> Sequence[Presence]:
    """How a member came and went before, in this assembly, in its order."""
    found = select(Presence).where(
        Presence.assembly_id == assembly_id, Presence.member_id == member_id, Presence.left_at.is_not(None)
    )
    return session.scalars(found.order_by(Presence.came_at, Presence.id)).unique().all()


def who_was_there(session: Session, assembly_id: int, member_ids: Collection[int]) -> set[int]:
    """Which of these members were there at any time, themselves or through somebody; not by mistake alone (§ 47 (3)).
    """
    came = _came(assembly_id, None).where(Presence.member_id.in_(member_ids))
    return set(session.scalars(came.with_only_columns(Presence.member_id)))


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
    found = select(Presence, outlived).join(Assembly, Assembly.id == Presence.assembly_id)
    rows = session.execute(found.where(or_(~belongs, outlived)).order_by(Presence.id)).unique().all()
    return [row for row, is_outlived in rows if is_outlived or not _was_member(session, row)]


def _was_member(session: Session, there: Presence) -> bool:
    """Whether it was a member on the day it came: also on a new one, past midnight (R-VOTE-04)."""
    period = select(MembershipPeriod.id).where(
        MembershipPeriod.member_id == there.member_id, members.covers(local(there.came_at).date())
    )
    return session.scalar(period.limit(1)) is not None
