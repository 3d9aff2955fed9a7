"""Reads for who casts votes: for whom, what was cast already, with which receipt (§ 43 (3) to (5) GenG; R-VOTE-01)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session, lazyload

from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.attendance.queries import CastingRight, Elector
from app.attendance.rules import Capacity, Mode
from app.core.formats import local
from app.members.models import Member
from app.voting.models import CastVote, Objection, PaperBallot, Poll, PollRoll
from app.voting.queries.counting import barred_of, shape_of, turnout_of
from app.voting.queries.reading import ABOUT_AN_ITEM
from app.voting.rules import (
    CastChannel,
    Choice,
    HallWay,
    KeptOpen,
    MayNotCast,
    PollState,
    Standing,
    check_casts,
    check_in_phase,
    lasts_until,
)


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


_OF_THE_POLL = CastVote.poll_id == bindparam("poll_id")
_VOTES = select(CastVote).from_statement(union_all(
    select(CastVote).where(_OF_THE_POLL, CastVote.member_id.in_(bindparam("whose", expanding=True))),
    select(CastVote).where(
        _OF_THE_POLL, CastVote.cast_by == bindparam("party_id"),
        CastVote.member_id.not_in(bindparam("known", expanding=True)),
    ),
))  # fmt: skip
"""Those for some members and those that somebody cast, each sought by its key: together, among all votes.

`known` are the same members as `whose`: an empty list is written otherwise behind `IN` than behind `NOT IN`.
"""
_ON_THE_ROLL = select(PollRoll).where(
    PollRoll.poll_id == bindparam("poll_id"), PollRoll.member_id.in_(bindparam("whose", expanding=True))
)
_RECEIPTS = (
    select(Poll, PollRoll, CastVote)
    .join(CastVote, CastVote.poll_id == Poll.id)
    .join(PollRoll, (PollRoll.poll_id == CastVote.poll_id) & (PollRoll.member_id == CastVote.member_id))
    .where(Poll.assembly_id == bindparam("assembly_id"), CastVote.cast_by == bindparam("party_id"))
    .order_by(Poll.id.desc(), PollRoll.member_number)
    .options(ABOUT_AN_ITEM, *map(lazyload, (Poll.motion, Poll.result, Poll.lot, Poll.declaration)))
)  # fmt: skip


def my_votes(
    session: Session, assembly: Assembly, poll: Poll, party_id: int, acts: attendance.Acts, now: datetime
) -> list[MyVote]:
    """The votes that somebody gives in a poll now or gave, its own first; of who came after the opening too.

    For whom it casts is judged by how it acts at this moment, as when it is cast (R-VOTE-05 to R-VOTE-07). What another
    cast is not shown to it.
    """
    rights = attendance.casting_rights(session, assembly, poll.matter, acts)
    asked = {"poll_id": poll.id, "party_id": party_id, "whose": list(rights), "known": list(rights)}
    votes = {each.member_id: each for each in session.scalars(_VOTES, asked)}
    rows = session.scalars(_ON_THE_ROLL, {"poll_id": poll.id, "whose": list(rights.keys() | votes.keys())}).all()
    found = [_mine(row, rights.get(row.member_id), votes.get(row.member_id), poll, party_id) for row in rows]
    late = [each for each, _ in acts.found if each.member_id in rights.keys() - {row.member_id for row in rows}]
    if poll.state is PollState.OPEN and late:
        found += _arrived(session, assembly, poll, rights, acts, late, now)
    if late_for := _phase_over(assembly, now):
        found = [each if each.vote else replace(each, hindrance=each.hindrance or late_for) for each in found]
    return sorted(found, key=lambda each: (not each.is_own, each.member_number))


def _phase_over(assembly: Assembly, now: datetime) -> MayNotCast | None:
    """Why nobody votes any more in a stretched meeting; None while its voting phase lasts (R-FORM-05)."""
    try:
        check_in_phase(assembly.votes_until, now)
    except MayNotCast as refusal:
        return refusal
    return None


def names_on_roll(session: Session, poll_id: int, member_ids: Collection[int]) -> Sequence[str]:
    """How these members are called on the roll of a poll, by number (R-VOTE-01)."""
    found = select(PollRoll.name).where(PollRoll.poll_id == poll_id, PollRoll.member_id.in_(member_ids))
    return session.scalars(found.order_by(PollRoll.member_number)).all()


def _mine(row: PollRoll, right: CastingRight | None, vote: CastVote | None, poll: Poll, party_id: int) -> MyVote:
    """A member on the roll as who casts for it sees it."""
    capacity = right.capacity.value if right else row.capacity
    is_mine = vote is not None and vote.cast_by == party_id
    hindrance = None if is_mine else _hindrance(right, row, poll)
    if vote is not None and not is_mine:
        hindrance = MayNotCast("Für dieses Mitglied ist schon abgestimmt; es bleibt bei dieser Stimme.")
    return MyVote(row.member_id, row.member_number, row.name, row.weight, capacity,
                  capacity == Capacity.SELF.value, vote if is_mine else None, hindrance)


def votes_for(session: Session, poll_id: int, member_ids: Collection[int]) -> Sequence[CastVote]:
    """The votes given for these members in a poll, whoever cast them (R-VOTE-01)."""
    found = select(CastVote).where(CastVote.poll_id == poll_id, CastVote.member_id.in_(member_ids))
    return session.scalars(found).all()


def arrivals(
    session: Session, assembly: Assembly, poll: Poll, now: datetime, whose: Collection[int] | None = None
) -> list[attendance.VoterRow]:
    """Who can vote and is not on the roll yet, because it came after the poll was opened (R-VOTE-04).

    Where hands or ballots are collected in the hall, whoever was there meanwhile votes there, gone again or not, and on
    no device after that (R-VOTE-01). `whose` asks of some members only.
    """
    listed = select(PollRoll.member_id).where(PollRoll.poll_id == poll.id)
    known = set(session.scalars(listed if whose is None else listed.where(PollRoll.member_id.in_(whose))))
    if poll.hall is HallWay.PHONE:
        there = attendance.voters_present(session, assembly, poll.matter, now, whose)
    else:
        there = [row for _, row in _came(session, assembly, poll, now, whose)]
    return [row for row in there if row.member_id not in known]


def kept_open(session: Session, assembly: Assembly, poll: Poll, now: datetime) -> KeptOpen | None:
    """Why an open poll is not closed yet: its phase lasts, and somebody on the roll or come since has not voted.

    Or somebody barred by its caster alone: somebody else may come for it who is free (§ 43 (6) GenG; R-FORM-05,
    R-VOTE-04, R-VOTE-07). None where it may be closed.
    """
    until = lasts_until(assembly.votes_until, poll.motion.kind if poll.motion else None)
    if until is None or local(now).date() > until:
        return None
    turnout = turnout_of(session, poll)
    if turnout.given < turnout.entitled or arrivals(session, assembly, poll, now):
        return KeptOpen(until, 0)
    concerned = attendance.barred_by(session, poll.matter, assembly.meets_on)
    may_be_freed = select(func.count(Member.id)).where(
        Member.id.in_([row.member_id for row in barred_of(session, poll)]), Member.party_id.not_in(concerned)
    )
    others = session.scalar(may_be_freed) or 0
    return KeptOpen(until, others) if others else None


def freed(
    session: Session, assembly: Assembly, poll: Poll, now: datetime
) -> list[tuple[datetime, attendance.VoterRow]]:
    """Who is on the roll as barred by who stood for it, and came to the hall itself or through somebody free, and when.

    § 43 (6) GenG; R-VOTE-07. Left out is who cast on a device.
    """
    voted = select(CastVote.member_id).where(CastVote.poll_id == poll.id)
    listed = select(PollRoll.member_id).where(PollRoll.poll_id == poll.id, PollRoll.is_barred)
    barred = set(session.scalars(listed.where(PollRoll.member_id.not_in(voted))))
    found = _came(session, assembly, poll, now, barred) if barred else []
    return [(came_at, row) for came_at, row in found if not row.is_barred and row.mode is Mode.HALL]


def _came(
    session: Session, assembly: Assembly, poll: Poll, now: datetime, whose: Collection[int] | None
) -> list[tuple[datetime, attendance.VoterRow]]:
    assert poll.opened_at is not None
    return attendance.voters_since(session, assembly, poll.matter, poll.opened_at, now, whose)


def _arrived(
    session: Session, assembly: Assembly, poll: Poll, rights: Mapping[int, CastingRight], acts: attendance.Acts,
    late: Sequence[Elector], now: datetime,
) -> list[MyVote]:
    weights = attendance.weights_of(session, assembly, poll.matter, acts, [each.member_id for each in late], now)
    found = [(each, rights[each.member_id], weights[each.member_id]) for each in late]
    came: Mapping[int, attendance.VoterRow] = {}
    if poll.hall is not HallWay.PHONE:
        came = {row.member_id: row for row in arrivals(session, assembly, poll, now, list(weights))}
    return [
        MyVote(each.member_id, each.number, each.name, weight, right.capacity.value, right.capacity is Capacity.SELF,
               None, _hindrance(right, None, poll, came.get(each.member_id)))
        for each, right, weight in found if weight > 0
    ]


def standing_of(
    right: CastingRight | None, row: PollRoll | None, came: attendance.VoterRow | None = None
) -> Standing | None:
    """How somebody stands to a member's vote now; who is on the roll votes where it was when that was written.

    So nobody votes by hand in the hall and on a device after that (R-VOTE-01). `came`: as what who is not on it yet
    would be written.
    """
    if right is None:
        return None
    is_in_hall = (row or came or right).mode != CastChannel.ONLINE.value
    return Standing(right.is_barred, is_in_hall, row is not None and row.paper is not None, right.is_alone)


def _hindrance(
    right: CastingRight | None, row: PollRoll | None, poll: Poll, came: attendance.VoterRow | None = None
) -> MayNotCast | None:
    try:
        check_casts(standing_of(right, row, came), poll.secrecy, poll.hall)
    except MayNotCast as hindrance:
        return hindrance
    return None


def my_receipts(session: Session, assembly_id: int, party_id: int) -> Sequence[tuple[Poll, PollRoll, CastVote]]:
    """The votes that somebody cast in an assembly, with their receipts, newest first."""
    found = session.execute(_RECEIPTS, {"assembly_id": assembly_id, "party_id": party_id}).unique()
    return [(poll, row, vote) for poll, row, vote in found]


def votes_of_member(session: Session, member_id: int) -> Sequence[tuple[Poll, CastVote]]:
    """The votes given for a member in any assembly, with what they were given in (Art. 15 GDPR)."""
    found = session.execute(
        select(Poll, CastVote).join(CastVote, CastVote.poll_id == Poll.id)
        .where(CastVote.member_id == member_id).order_by(Poll.id)
    ).unique()
    return [(poll, vote) for poll, vote in found]


def marks_of(poll: Poll, vote: CastVote) -> dict[str, int | Choice]:
    """What a ballot says of each name: how often it is marked, or yes or no where each is voted on (Art. 15 GDPR).

    Nothing where it says yes, no or abstains as a whole.
    """
    is_each = shape_of(poll).is_each
    return {
        option.name: (Choice.YES if number else Choice.NO) if is_each else number
        for option in poll.options if (number := vote.marks.get(str(option.id))) is not None
    }


def ballots_of_member(session: Session, member_id: int) -> Sequence[tuple[Poll, PaperBallot]]:
    """The ballots on paper that a member had in any assembly, with what they were for (Art. 15 GDPR)."""
    found = session.execute(
        select(Poll, PaperBallot).join(PaperBallot, PaperBallot.poll_id == Poll.id)
        .where(PaperBallot.member_id == member_id).order_by(PaperBallot.id)
    ).unique()
    return [(poll, ballot) for poll, ballot in found]


def objections_by(session: Session, member_id: int) -> Sequence[Objection]:
    """The objections of a member in any assembly."""
    return session.scalars(select(Objection).where(Objection.member_id == member_id).order_by(Objection.id)).all()
