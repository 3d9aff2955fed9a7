"""Casting votes: each member's once, whatever is sent how often at the same moment (§ 43 (3) GenG; R-VOTE-01)."""

import secrets
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from app.assemblies import queries as assemblies
from app.assemblies.models import Assembly
from app.attendance import queries as attendance
from app.core.db import insert_into
from app.core.values import NotFound
from app.voting import queries, rules
from app.voting.actions.polling import add_to_roll
from app.voting.models import CastVote, Poll, PollRoll
from app.voting.rules import CastChannel, Choice

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody mistakes for each other."""


@dataclass(frozen=True)
class Given:
    """What is to be cast for one member."""

    member_id: int
    choice: Choice
    marks: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """That a member's vote stands; `is_new` unless it had been cast before."""

    member_id: int
    code: str
    is_new: bool


def cast(
    session: Session, assembly_id: int, poll_id: int, given: Sequence[Given], party_id: int, now: datetime
) -> list[Receipt]:
    """Cast the votes of the members for whom somebody votes; the first vote of a member stands (R-VOTE-01).

    Who casts is judged now, not by what the roll says of the opening: for a member that is no longer theirs, through
    somebody barred, on paper, or after the closing nothing is taken, and nothing is written before all of it is
    looked at (§ 43 (4) to (6); R-VOTE-05 to R-VOTE-07). A closing waits for what is written here, and what comes later
    waits for it: a receipt is shown for a counted vote only.
    """
    rules.check_number(len(given))
    poll = _poll_for_casting(session, assembly_id, poll_id)
    rules.check_running(poll.state)
    assembly = assemblies.get_assembly(session, assembly_id)
    wanted = {each.member_id for each in given}
    rights = attendance.casting_rights(session, assembly, poll.matter, party_id, now, wanted)
    rows = _rows(session, poll, wanted)
    for each in given:
        standing = queries.standing_of(rights.get(each.member_id), rows.get(each.member_id))
        rules.check_casts(standing, poll.secrecy, poll.hall)
        _check_choice(poll, each)
    if wanted - rows.keys():
        _add_late(session, assembly, poll, wanted - rows.keys(), now)
        rows = _rows(session, poll, wanted)
    ordered = sorted(given, key=lambda each: each.member_id)
    return [_cast_one(session, rows[each.member_id], each, party_id, now) for each in ordered]


def _check_choice(poll: Poll, given: Given) -> None:
    options = [each.id for each in poll.options] if given.marks else []
    shape = rules.shape_of(poll.method, poll.seats, len(options), poll.mode)
    rules.check_choice(poll.method, given.choice, given.marks, options, shape)


def _poll_for_casting(session: Session, assembly_id: int, poll_id: int) -> Poll:
    """The poll, held together with everybody else who casts, against who closes it."""
    locked = select(Poll).where(Poll.id == poll_id, Poll.assembly_id == assembly_id).options(lazyload("*"))
    found = session.scalars(locked.with_for_update(read=True, of=Poll)).first()
    if found is None:
        raise NotFound
    return found


def _rows(session: Session, poll: Poll, wanted: Collection[int]) -> dict[int, PollRoll]:
    """The members' rows of the roll, as far as they have any."""
    found = select(PollRoll).where(PollRoll.poll_id == poll.id, PollRoll.member_id.in_(wanted))
    return {row.member_id: row for row in session.scalars(found)}


def _add_late(session: Session, assembly: Assembly, poll: Poll, missing: Set[int], now: datetime) -> None:
    """Add to the roll who came after the opening (R-VOTE-04); refused before anything is written, where one cannot."""
    late = [row for row in queries.arrivals(session, assembly, poll, now) if row.member_id in missing]
    if missing - {row.member_id for row in late if row.weight > 0}:
        raise rules.MayNotCast("Für dieses Mitglied stimmen Sie hier nicht ab.")
    add_to_roll(session, poll, late, now)


def new_receipt() -> str:
    """A code that nobody guesses, by which somebody finds its vote again (R-VOTE-10)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def _cast_one(session: Session, row: PollRoll, given: Given, party_id: int, now: datetime) -> Receipt:
    code = new_receipt()
    channel = CastChannel.ONLINE if row.mode == CastChannel.ONLINE.value else CastChannel.HALL
    values = {
        "poll_id": row.poll_id, "member_id": row.member_id, "choice": given.choice,
        "marks": {str(option): number for option, number in given.marks.items()}, "weight": row.weight,
        "is_investing": row.is_investing, "channel": channel, "cast_by": party_id, "cast_at": now, "receipt": code,
    }
    insert = insert_into(session, CastVote).values(**values)
    keys = [CastVote.poll_id, CastVote.member_id]
    made = session.execute(insert.on_conflict_do_nothing(index_elements=keys).returning(CastVote.receipt)).scalar()
    if made is not None:
        return Receipt(row.member_id, made, True)
    before = select(CastVote.receipt).where(CastVote.poll_id == row.poll_id, CastVote.member_id == row.member_id)
    return Receipt(row.member_id, session.execute(before).scalar_one(), False)
