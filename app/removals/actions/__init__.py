"""What is done with removals: reported, heard, resolved, sent, appealed, followed, undone."""

from app.removals.actions.appealing import decide_appeal, lift_after_all, note_appeal, note_judgment, withdraw_appeal
from app.removals.actions.continuing import continue_with, let_end, undo_continuation
from app.removals.actions.entering import give_way, take_effect
from app.removals.actions.erasing import erase_expired_papers
from app.removals.actions.excluding import (
    begin_exclusion,
    decide_by_assembly,
    dispatch,
    exclude,
    keep_member,
    note_answer,
    note_biases,
    propose_exclusion,
    write_anew,
)
from app.removals.actions.following import name_follower, take_back_follower
from app.removals.actions.letters import successor_of, who_follows, write_letter
from app.removals.actions.recording import lock_removal
from app.removals.actions.reporting import report
from app.removals.actions.taking_back import take_back_step
from app.removals.actions.undoing import reverse

__all__ = [
    "begin_exclusion",
    "continue_with",
    "decide_appeal",
    "decide_by_assembly",
    "dispatch",
    "erase_expired_papers",
    "exclude",
    "give_way",
    "keep_member",
    "let_end",
    "lift_after_all",
    "lock_removal",
    "name_follower",
    "note_answer",
    "note_appeal",
    "note_biases",
    "note_judgment",
    "propose_exclusion",
    "report",
    "reverse",
    "successor_of",
    "take_back_follower",
    "take_back_step",
    "take_effect",
    "undo_continuation",
    "who_follows",
    "withdraw_appeal",
    "write_anew",
    "write_letter",
]
