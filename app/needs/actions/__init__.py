"""What is done about needs: drafted, raised, changed, led on, asked about, withdrawn, deleted."""

from app.needs.actions.commenting import Saying, comment, take_back
from app.needs.actions.drafting import (
    Owner,
    add_draft_file,
    begin,
    begin_change,
    discard,
    forget_forgotten,
    keep,
    remove_draft_file,
)
from app.needs.actions.following import Follower, hand_in_followers
from app.needs.actions.keeping import keep_in_time, keep_meaning
from app.needs.actions.leading import bring_back, erase, erase_of_prospect, hold_of_prospects, move, withdraw
from app.needs.actions.noting import MEANING_JOB
from app.needs.actions.raising import add_file, carry_over, carry_over_left, change, publish, remove_file

__all__ = [
    "MEANING_JOB", "Follower", "Owner", "Saying", "add_draft_file", "add_file", "begin", "begin_change", "bring_back",
    "carry_over", "carry_over_left", "change", "comment", "discard", "erase", "erase_of_prospect", "forget_forgotten",
    "hand_in_followers", "hold_of_prospects", "keep", "keep_in_time", "keep_meaning", "move", "publish",
    "remove_draft_file", "remove_file", "take_back", "withdraw",
]
