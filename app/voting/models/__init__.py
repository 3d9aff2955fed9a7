"""Tables of voting: the course of a meeting, motions, polls with roll and votes, results, objections."""

from app.voting.models.meeting import (
    CourseEntry,
    MinutesAttendee,
    Motion,
    Objection,
    SecrecyDemand,
    SecrecyTakenBack,
    Speaker,
)
from app.voting.models.polls import (
    CastVote,
    Declaration,
    ElectionAnswer,
    HandCount,
    PaperBallot,
    Poll,
    PollLot,
    PollOption,
    PollResult,
    PollRoll,
)

__all__ = [
    "CastVote",
    "CourseEntry",
    "Declaration",
    "ElectionAnswer",
    "HandCount",
    "MinutesAttendee",
    "Motion",
    "Objection",
    "PaperBallot",
    "Poll",
    "PollLot",
    "PollOption",
    "PollResult",
    "PollRoll",
    "SecrecyDemand",
    "SecrecyTakenBack",
    "Speaker",
]
