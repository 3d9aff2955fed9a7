"""The assemblies of a member, joined from the rooms: what comes, what is voted on now, proxies, receipts, minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly, Dispatch, Paper
from app.attendance import queries as attendance
from app.attendance.models import ProxyGrant
from app.attendance.queries import Elector
from app.attendance.rules import Mode, modes_of
from app.core.formats import local
from app.members.models import Member
from app.minutes import queries as minutes
from app.minutes.models import Minutes
from app.minutes.queries import OnPaper
from app.voting import queries as voting
from app.voting.models import CastVote, Poll, PollRoll
from app.voting.rules import Choice, PollState

NEWEST = 3
"""How many signed minutes the page lists; all of them stand on a page of their own."""


@dataclass(frozen=True)
class Coming:
    """An assembly that is to come or goes on, as a member prepares for it and takes part.

    `elector` is None where the member does not take part; `given` is its own power of attorney, `received` those of
    others to the person signed in. `open_poll` is what is voted on now, with `votes_left` of this person.
    """

    assembly: Assembly
    told: Sequence[Dispatch]
    papers: Sequence[Paper]
    later: Sequence[Paper]
    elector: Elector | None
    in_hall: bool
    online: bool
    is_on: bool
    given: ProxyGrant | None
    received: Sequence[ProxyGrant]
    open_poll: Poll | None
    votes_left: int


@dataclass(frozen=True)
class Receipts:
    """The votes that somebody cast in one assembly: shown to whoever cast them and to nobody else (R-VOTE-10)."""

    assembly: Assembly
    votes: Sequence[tuple[Poll, PollRoll, CastVote, Mapping[str, int | Choice]]]


@dataclass(frozen=True)
class OwnAssemblies:
    """Everything a member finds about its assemblies; `minutes` are the newest of all that were signed.

    `on_paper`: the newest of those that were handed in of assemblies which were not led here.
    """

    coming: Sequence[Coming]
    past: Sequence[Assembly]
    receipts: Sequence[Receipts]
    minutes: Sequence[tuple[Assembly, Minutes]]
    on_paper: Sequence[OnPaper]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was convened so far."""
        return not (self.coming or self.past or self.minutes or self.on_paper)


def own_assemblies(session: Session, member: Member, party_id: int, now: datetime) -> OwnAssemblies:
    """Join what the rooms know of the assemblies of a member, for one person who acts for it (§§ 43 to 47 GenG)."""
    found, coming = assemblies.own_assemblies(session, member), coming_assemblies(session, member, party_id, now)
    ahead = [each.assembly for each in coming]
    receipts = [Receipts(each, _votes(session, each, party_id)) for each in found]
    return OwnAssemblies(
        coming, [each for each in found if each not in ahead], [each for each in receipts if each.votes],
        minutes.sealed_minutes(session)[:NEWEST], minutes.minutes_on_paper(session)[:NEWEST],
    )


def coming_assemblies(session: Session, member: Member, party_id: int, now: datetime) -> list[Coming]:
    """The assemblies of a member that are to come or go on, the next one first, for one person who acts for it."""
    today = local(now).date()
    ahead = [each for each in assemblies.own_assemblies(session, member) if _goes_on(session, each, today)]
    return [_coming(session, each, member, party_id, now) for each in reversed(ahead)]


def _goes_on(session: Session, assembly: Assembly, today: date) -> bool:
    """Whether an assembly is to come or goes on, a stretched one until its votes are closed (§ 43b (1) no. 4 GenG)."""
    if not assemblies.is_coming(session, assembly, today):
        return False
    sitting = voting.find_sitting(session, assembly.id)
    return sitting is None or sitting.closed_at is None


def _coming(session: Session, assembly: Assembly, member: Member, party_id: int, now: datetime) -> Coming:
    today, ways = local(now).date(), modes_of(attendance.held(assembly))
    sitting, left = voting.find_sitting(session, assembly.id), _left(session, assembly, party_id, now)
    return Coming(
        assembly, assemblies.dispatches_in_force(assembly), assemblies.open_papers(assembly, today),
        assemblies.papers_to_come(assembly, today),
        attendance.elector_of(session, assembly, member, attendance.day_of(assembly, today)),
        Mode.HALL in ways, Mode.ONLINE in ways, sitting is not None,
        attendance.find_grant(session, assembly.id, member.id), attendance.grants_to(session, assembly.id, party_id),
        next((poll for poll, number in left if number), left[0][0] if left else None), sum(each for _, each in left),
    )


def _left(session: Session, assembly: Assembly, party_id: int, now: datetime) -> list[tuple[Poll, int]]:
    """The polls that are open, the older first, and how many votes somebody has left in each."""
    polls = [each for each in voting.polls_at_hand(session, assembly.id) if each.state is PollState.OPEN]
    acts = attendance.acts_for(session, assembly, party_id, now) if polls else None
    return [
        (poll, sum(each.vote is None and each.hindrance is None for each in votes)) for poll in reversed(polls)
        if acts is not None
        for votes in [voting.my_votes(session, assembly, poll, party_id, acts, now)]
    ]


def _votes(
    session: Session, assembly: Assembly, party_id: int
) -> list[tuple[Poll, PollRoll, CastVote, Mapping[str, int | Choice]]]:
    cast = voting.my_receipts(session, assembly.id, party_id)
    return [(poll, row, vote, voting.marks_of(poll, vote)) for poll, row, vote in cast]
