"""What is done about solutions: opened, led on, linked to needs, answered with, judged, offered, partnered."""

from app.solutions.actions.judging import Said, erase_with_need, judge, reply, take_verdict_back
from app.solutions.actions.linking import answer, link, unlink
from app.solutions.actions.offering import (
    MEANING_JOB,
    change_offer,
    erase_offer,
    keep_offer_meaning,
    offer_again,
    state_offer,
    withdraw_offer,
)
from app.solutions.actions.opening import add_file, change, open_solution, progress, remove_file, take_back
from app.solutions.actions.partnering import Wanted, ask, step
from app.solutions.actions.reminding import REMIND_JOB, remind

__all__ = [
    "MEANING_JOB", "REMIND_JOB", "Said", "Wanted", "add_file", "answer", "ask", "change", "change_offer", "erase_offer",
    "erase_with_need", "judge", "keep_offer_meaning", "link", "offer_again", "open_solution", "progress", "remind",
    "remove_file", "reply", "state_offer", "step", "take_back", "take_verdict_back", "unlink", "withdraw_offer",
]
