"""What is done in the organs: offices, items, votes, resolutions."""

from app.organs.actions.items import (
    CLOSE_JOB,
    add_biases,
    drop,
    hand_over,
    item_subject_of,
    lock_resolution,
    mark_carried_out,
    propose,
    silence_all,
    subject_of,
    subject_of_item,
)
from app.organs.actions.offices import add_person, appoint, end_office, extend_office
from app.organs.actions.resolutions import (
    RecordedVote,
    close,
    end_of,
    link_protocol,
    open_resolution,
    record_resolution,
    set_attendance,
)
from app.organs.actions.votes import (
    close_if_done,
    declare_bias,
    object_to_procedure,
    record_vote,
    record_votes,
    withdraw_bias,
)

__all__ = [
    "CLOSE_JOB",
    "RecordedVote",
    "add_biases",
    "add_person",
    "appoint",
    "close",
    "close_if_done",
    "declare_bias",
    "drop",
    "end_of",
    "end_office",
    "extend_office",
    "hand_over",
    "item_subject_of",
    "link_protocol",
    "lock_resolution",
    "mark_carried_out",
    "object_to_procedure",
    "open_resolution",
    "propose",
    "record_resolution",
    "record_vote",
    "record_votes",
    "set_attendance",
    "silence_all",
    "subject_of",
    "subject_of_item",
    "withdraw_bias",
]
