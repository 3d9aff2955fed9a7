"""What a declared vote was counted from, by the way in which votes came in (R-MIN-01, R-DOC-08)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.assemblies.rules import Subject
from app.core.values import German
from app.parties.models import Party
from app.voting import queries as voting
from app.voting.models import CastVote, Poll, PollRoll
from app.voting.rules import CastChannel, Choice, HallWay, MotionKind, Outcome, Secrecy, Tally

ONLINE, ON_DEVICES = German("Online"), German("Im Saal, am eigenen Gerät")
IN_HALL = {HallWay.HAND: German("Im Saal, mit Handzeichen"), HallWay.PAPER: German("Im Saal, auf Papier")}
_CHANNELS = {CastChannel.HALL: ON_DEVICES, CastChannel.ONLINE: ONLINE}


def ways_of(session: Session, poll: Poll) -> list[tuple[str, Tally]]:
    """Votes by where and how they were given, as they weigh; together they are what was counted."""
    found = select(CastVote.channel, CastVote.choice, func.sum(CastVote.weight)).where(CastVote.poll_id == poll.id)
    sums: defaultdict[str, defaultdict[Choice, int]] = defaultdict(lambda: defaultdict(int))
    for channel, choice, weight in session.execute(found.group_by(CastVote.channel, CastVote.choice)):
        sums[_CHANNELS[channel]][choice] += int(weight)
    for group in voting.told_groups(session, poll.id):
        for choice, number in group.counted.items():
            sums[IN_HALL[poll.hall]][choice] += number * group.weight
    order = [*IN_HALL.values(), ON_DEVICES, ONLINE]
    return [(way, _tally(sums[way])) for way in order if way in sums]


def _tally(votes: defaultdict[Choice, int]) -> Tally:
    return Tally(votes[Choice.YES], votes[Choice.NO], votes[Choice.ABSTAIN], votes[Choice.INVALID])


def barred_in(session: Session, poll: Poll) -> Sequence[PollRoll]:
    """Whose votes were barred in a poll (§ 43 (6) GenG; R-VOTE-06)."""
    return voting.barred_of(session, poll.id)


def declared_polls(session: Session, assembly_id: int) -> list[Poll]:
    """What was declared in a meeting, in its order."""
    return [poll for poll in voting.polls_of(session, assembly_id) if poll.declaration is not None]


def passed_in(session: Session, assembly_id: int) -> set[Subject]:
    """The matters on which the assembly passed a resolution; motions on procedure are none."""
    return {
        poll.item.subject for poll in declared_polls(session, assembly_id)
        if poll.item.subject and poll.declaration and poll.declaration.outcome is Outcome.ACCEPTED
        and (poll.motion is None or poll.motion.kind is MotionKind.MAIN)
    }


def roll_calls(session: Session, assembly_id: int) -> list[Poll]:
    """The declared votes that were taken by roll call (R-VOTE-10)."""
    return [poll for poll in declared_polls(session, assembly_id) if poll.secrecy is Secrecy.ROLL_CALL]


@dataclass(frozen=True)
class Participation:
    """That a member took part in votes, through whom, in which way and in how many of them (§ 47 (1) S. 4 GenG)."""

    number: int
    name: str
    through: str
    mode: str
    polls: int


def participations(session: Session, assembly_id: int) -> list[Participation]:
    """Who took part in the votes declared, and how; whoever came in two ways stands there twice (R-MIN-04).

    On a device a vote shows it, and who cast it; in the hall by hand or on paper that the member was there for it.
    """
    polls = {poll.id: poll for poll in declared_polls(session, assembly_id)}
    is_own = and_(CastVote.poll_id == PollRoll.poll_id, CastVote.member_id == PollRoll.member_id)
    by_hand = PollRoll.poll_id.in_([poll.id for poll in polls.values() if poll.hall is not HallWay.PHONE])
    raised = and_(by_hand, PollRoll.mode != CastChannel.ONLINE.value, ~PollRoll.is_barred)
    through = func.coalesce(Party.display_name, PollRoll.caster_name)
    columns = (PollRoll.member_number, PollRoll.name, through, PollRoll.mode)
    found = (
        select(*columns, func.count()).outerjoin(CastVote, is_own).outerjoin(Party, Party.id == CastVote.cast_by)
        .where(PollRoll.poll_id.in_(polls), or_(CastVote.member_id.is_not(None), raised))
    )  # fmt: skip
    rows = session.execute(found.group_by(*columns).order_by(PollRoll.member_number, PollRoll.mode, through))
    return [Participation(*row) for row in rows]
