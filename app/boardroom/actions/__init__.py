"""What is done in the boardroom: convene, vote, carry out, record."""

from app.boardroom.actions.carrying import CARRY_OUT, TURN_DOWN, conclude
from app.boardroom.actions.convening import (
    Opening,
    Record,
    close,
    close_in_time,
    drop,
    hand_in_record,
    open_resolution,
    propose,
    record_resolution,
    set_attendance,
    title_of,
    title_on_paper,
)
from app.boardroom.actions.protocol import issue_protocol, sign_protocol
from app.boardroom.actions.voting import (
    VotedOnAll,
    ask,
    declare_bias,
    enter_votes,
    hand_over,
    object_to_procedure,
    vote,
    vote_on_all,
    withdraw_bias,
)
from app.organs.actions import LeftOpen, RecordedVote

__all__ = [
    "CARRY_OUT",
    "TURN_DOWN",
    "LeftOpen",
    "Opening",
    "Record",
    "RecordedVote",
    "VotedOnAll",
    "ask",
    "close",
    "close_in_time",
    "conclude",
    "declare_bias",
    "drop",
    "enter_votes",
    "hand_in_record",
    "hand_over",
    "issue_protocol",
    "object_to_procedure",
    "open_resolution",
    "propose",
    "record_resolution",
    "set_attendance",
    "sign_protocol",
    "title_of",
    "title_on_paper",
    "vote",
    "vote_on_all",
    "withdraw_bias",
]
