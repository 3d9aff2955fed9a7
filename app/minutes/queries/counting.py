"""What a declared vote was counted from, by the way in which votes came in (R-MIN-01, R-DOC-08)."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import German
from app.voting import queries as voting
from app.voting.models import Poll, PollRoll, Vote
from app.voting.rules import CastChannel, Choice, HallWay, Secrecy, Tally

ONLINE, ON_DEVICES = German("Online"), German("Im Saal, am eigenen Gerät")
IN_HALL = {HallWay.HAND: German("Im Saal, mit Handzeichen"), HallWay.PAPER: German("Im Saal, auf Papier")}
_CHANNELS = {CastChannel.HALL: ON_DEVICES, CastChannel.ONLINE: ONLINE}


def ways_of(session: Session, poll: Poll) -> list[tuple[str, Tally]]:
    """Votes by where and how they were given, as they weigh; together they are what was counted."""
    found = select(Vote.channel, Vote.choice, func.sum(Vote.weight)).where(Vote.poll_id == poll.id)
    sums: defaultdict[str, defaultdict[Choice, int]] = defaultdict(lambda: defaultdict(int))
    for channel, choice, weight in session.execute(found.group_by(Vote.channel, Vote.choice)):
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
    return [row for row in voting.roll_of(session, poll.id) if row.is_barred]


def roll_calls(session: Session, assembly_id: int) -> list[tuple[Poll, list[tuple[PollRoll, Vote]]]]:
    """The declared votes by roll call, with the single votes."""
    return [
        (poll, list(voting.open_votes(session, poll))) for poll in voting.polls_of(session, assembly_id)
        if poll.secrecy is Secrecy.ROLL_CALL and poll.declaration is not None
    ]
