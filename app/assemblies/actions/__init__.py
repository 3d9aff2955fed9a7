"""What is done with assemblies: convened, added to, put off, called off, and told to everybody."""

from app.assemblies.actions.agenda import add_item, change_item, move_item, propose_agenda, remove_item, withdraw_item
from app.assemblies.actions.announcing import convening_of, instead_of, meeting_of, told_by
from app.assemblies.actions.convening import (
    NewDay,
    Way,
    add_proof,
    announce_additions,
    cancel,
    convene,
    draft_of,
    move,
    postpone,
)
from app.assemblies.actions.holding import hold, matter_of, subject_of
from app.assemblies.actions.papers import NewPaper, add_paper, take_back_paper
from app.assemblies.actions.planning import PLANS, change, discard, plan, say_form
from app.assemblies.actions.proving import issue_proof, proof_of
from app.assemblies.actions.synopsis import add_clause, change_clause, remove_clause
from app.assemblies.actions.telling import (
    ask_for_night,
    await_copy,
    copy_of,
    entry_bytes,
    invite_newcomers,
    note_returned,
    order_missing,
    tell_again,
    tell_step,
)

__all__ = [
    "PLANS",
    "NewDay",
    "NewPaper",
    "Way",
    "add_clause",
    "add_item",
    "add_paper",
    "add_proof",
    "announce_additions",
    "ask_for_night",
    "await_copy",
    "cancel",
    "change",
    "change_clause",
    "change_item",
    "convene",
    "convening_of",
    "copy_of",
    "discard",
    "draft_of",
    "entry_bytes",
    "hold",
    "instead_of",
    "invite_newcomers",
    "issue_proof",
    "matter_of",
    "meeting_of",
    "move",
    "move_item",
    "note_returned",
    "order_missing",
    "plan",
    "postpone",
    "proof_of",
    "propose_agenda",
    "remove_clause",
    "remove_item",
    "say_form",
    "subject_of",
    "take_back_paper",
    "tell_again",
    "tell_step",
    "told_by",
    "withdraw_item",
]
