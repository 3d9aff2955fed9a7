"""What is done with bundles: opened, filled, split, merged, worded, dissolved, undone; contact asked for and given."""

from app.bundles.actions.bundling import dissolve, merge, open_bundle, place, place_all, split, word
from app.bundles.actions.contacting import Wish, agree, ask, erase_with_need, keep_in_time, withdraw
from app.bundles.actions.contacting import decline as decline_contact
from app.bundles.actions.declining import decline, suggest_again
from app.bundles.actions.holding import check_not_held, hand_in_holders
from app.bundles.actions.undoing import undo

__all__ = [
    "Wish", "agree", "ask", "check_not_held", "decline", "decline_contact", "dissolve", "erase_with_need",
    "hand_in_holders", "keep_in_time", "merge", "open_bundle", "place", "place_all", "split", "suggest_again", "undo",
    "withdraw", "word",
]
