"""What is done with notices: given, decided, confirmed, undone."""

from app.departures.actions.deciding import allow_early, continue_by_consent, keep_notice, lock_notice, refuse_early
from app.departures.actions.erasing import erase_expired_papers
from app.departures.actions.giving import Papers, give, give_own, give_way, note_biases, turn_down
from app.departures.actions.letters import tell_overtaken, write_letter
from app.departures.actions.passing_on import cancel_for, lift_cancellations
from app.departures.actions.reviving import revive
from app.departures.actions.rights import close_right, open_right
from app.departures.actions.undoing import ask_to_continue, reverse

__all__ = [
    "Papers",
    "allow_early",
    "ask_to_continue",
    "cancel_for",
    "close_right",
    "continue_by_consent",
    "erase_expired_papers",
    "give",
    "give_own",
    "give_way",
    "keep_notice",
    "lift_cancellations",
    "lock_notice",
    "note_biases",
    "open_right",
    "refuse_early",
    "reverse",
    "revive",
    "tell_overtaken",
    "turn_down",
    "write_letter",
]
