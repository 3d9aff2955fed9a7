"""What is done in joint assessment: prepared, begun, assessed, closed, laid before an organ, decided (R-NEED-02)."""

from app.assessments.actions.assessing import AlreadySubmitted, keep, submit
from app.assessments.actions.deciding import (
    AgendaRefusal,
    Putter,
    Standing,
    check_not_assessed,
    decide_on_agenda,
    hand_in,
    lay_before_assembly,
    lay_before_board,
    lock_round,
    motion_of,
    take_back,
    take_up,
    turn_down,
)
from app.assessments.actions.preparing import (
    About,
    TitleRefusal,
    add_criterion,
    call_off,
    change,
    change_criterion,
    choose_subjects,
    prepare,
    remove_criterion,
)
from app.assessments.actions.running import (
    CLOSE_JOB,
    REMIND_JOB,
    PersonRefusal,
    begin,
    check_ready,
    close,
    close_in_time,
    excuse,
    extend,
    name_assessor,
    remind_in_time,
)
from app.assessments.actions.telling import ask_to_assess, remind

__all__ = [
    "CLOSE_JOB", "REMIND_JOB", "About", "AgendaRefusal", "AlreadySubmitted", "PersonRefusal", "Putter", "Standing",
    "TitleRefusal", "add_criterion", "ask_to_assess", "begin", "call_off", "change", "change_criterion",
    "check_not_assessed", "check_ready", "choose_subjects", "close", "close_in_time",
    "decide_on_agenda", "excuse", "extend", "hand_in", "keep", "lay_before_assembly", "lay_before_board", "lock_round",
    "motion_of", "name_assessor", "prepare", "remind", "remind_in_time", "remove_criterion", "submit", "take_back",
    "take_up", "turn_down",
]
