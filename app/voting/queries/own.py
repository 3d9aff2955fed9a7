"""Reads for who casts votes: for whom, what was cast already, with which receipt (§ 43 (3) to (5) GenG; R-VOTE-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.attendance.rules import Capacity
from app.voting.models import CastVote, Objection, Poll, PollRoll
from app.voting.queries.counting import as_entry
from app.voting.rules import MayNotCast, PollState, RollEntry, check_casts


@dataclass(frozen=True)
class MyVote:
    """A member for whom somebody casts in a poll, and the vote where it was given.

    `hindrance` says why none is given on this device.
    """

    member_id: int
    member_number: int
    name: str
    weight: int
    capacity: str
    is_own: bool
    vote: CastVote | None
    hindrance: MayNotCast | None


def my_votes(session: Session, assembly: Assembly, poll: Poll, party_id: int, now: datetime) -> list[MyVote]:
    """The votes that somebody gives in a poll, its own first; of who came after the opening too, while it is open."""
    rows = session.scalars(
        select(PollRoll).where(PollRoll.poll_id == poll.id, PollRoll.caster_party_id == party_id)
    ).all()
    votes = {each.member_id: each for each in _votes(session, poll.id, [row.member_id for row in rows])}
    found = [
        MyVote(row.member_id, row.member_number, row.name, row.weight, row.capacity,
               row.capacity == Capacity.SELF.value, votes.get(row.member_id), _hindrance(as_entry(row), poll, party_id))
        for row in rows
    ]
    if poll.state is PollState.OPEN:
        found += _arrived(session, assembly, poll, party_id, now)
    return sorted(found, key=lambda each: (not each.is_own, each.member_number))


def _votes(session: Session, poll_id: int, member_ids: Sequence[int]) -> Sequence[CastVote]:
    found = select(CastVote).where(CastVote.poll_id == poll_id, CastVote.member_id.in_(member_ids))
    return session.scalars(found).all()


def arrivals(session: Session, assembly: Assembly, poll: Poll, now: datetime) -> list[attendance.VoterRow]:
    """Who can vote and is not on the roll yet, because it came after the poll was opened (R-VOTE-04)."""
    known = set(session.scalars(select(PollRoll.member_id).where(PollRoll.poll_id == poll.id)))
    there = attendance.voters_present(session, assembly, poll.matter, now)
    return [row for row in there if row.member_id not in known]


def _arrived(session: Session, assembly: Assembly, poll: Poll, party_id: int, now: datetime) -> list[MyVote]:
    mine = {each.id for each in attendance.casts_for(session, assembly, party_id, now)}
    known = set(session.scalars(
        select(PollRoll.member_id).where(PollRoll.poll_id == poll.id, PollRoll.member_id.in_(mine))
    ))
    if mine <= known:
        return []
    return [
        MyVote(row.member_id, row.member_number, row.name, row.weight, row.capacity.value,
               row.capacity is Capacity.SELF, None, _hindrance(entry_of(row), poll, party_id))
        for row in arrivals(session, assembly, poll, now) if row.caster_party_id == party_id
    ]


def entry_of(row: attendance.VoterRow) -> RollEntry:
    """A member that is there as the roll would have it."""
    return RollEntry(row.member_id, row.weight, row.caster_party_id, row.is_barred, row.is_investing,
                     row.mode.value != "online")


def _hindrance(entry: RollEntry, poll: Poll, party_id: int) -> MayNotCast | None:
    try:
        check_casts(entry, party_id, poll.secrecy, poll.hall)
    except MayNotCast as hindrance:
        return hindrance
    return None


def my_receipts(session: Session, assembly_id: int, party_id: int) -> Sequence[tuple[Poll, PollRoll, CastVote]]:
    """The votes that somebody cast in an assembly, with their receipts, newest first."""
    found = session.execute(
        select(Poll, PollRoll, CastVote)
        .join(CastVote, CastVote.poll_id == Poll.id)
        .join(PollRoll, (PollRoll.poll_id == CastVote.poll_id) & (PollRoll.member_id == CastVote.member_id))
        .where(Poll.assembly_id == assembly_id, CastVote.cast_by == party_id)
        .order_by(Poll.id.desc(), PollRoll.member_number)
    ).unique()
    return [(poll, row, vote) for poll, row, vote in found]


def votes_of_member(session: Session, member_id: int) -> Sequence[tuple[Poll, CastVote]]:
    """The votes given for a member in any assembly, with what they were given in (Art. 15 GDPR)."""
    found = session.execute(
        select(Poll, CastVote).join(CastVote, CastVote.poll_id == Poll.id)
        .where(CastVote.member_id == member_id).order_by(Poll.id)
    ).unique()
    return [(poll, vote) for poll, vote in found]


def objections_by(session: Session, member_id: int) -> Sequence[Objection]:
    """The objections of a member in any assembly."""
    return session.scalars(select(Objection).where(Objection.member_id == member_id).order_by(Objection.id)).all()
