"""What is done with assemblies: planned, changed, dropped; agenda, synopsis and papers prepared."""

from app.assemblies.actions.agenda import (
    add_item,
    change_item,
    move_item,
    propose_agenda,
    remove_item,
    withdraw_item,
)
from app.assemblies.actions.holding import hold, matter_of, subject_of
from app.assemblies.actions.papers import NewPaper, add_paper, take_back_paper
from app.assemblies.actions.planning import PLANS, change, discard, plan, say_form
from app.assemblies.actions.synopsis import add_clause, change_clause, remove_clause

__all__ = [
    "PLANS",
    "NewPaper",
    "add_clause",
    "add_item",
    "add_paper",
    "change",
    "change_clause",
    "change_item",
    "discard",
    "hold",
    "matter_of",
    "move_item",
    "plan",
    "propose_agenda",
    "remove_clause",
    "remove_item",
    "say_form",
    "subject_of",
    "take_back_paper",
    "withdraw_item",
]
