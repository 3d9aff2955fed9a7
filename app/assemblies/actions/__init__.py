"""What is done with assemblies: convened, added to, put off, called off, and told to everybody."""

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
from app.assemblies.actions.telling import (
    ask_for_night,
    await_copy,
    entry_of,
    invite_newcomers,
    note_returned,
    order_missing,
    tell_again,
    tell_step,
)

__all__ = [
    "NewDay",
    "Way",
    "add_proof",
    "announce_additions",
    "ask_for_night",
    "await_copy",
    "cancel",
    "convene",
    "convening_of",
    "draft_of",
    "entry_of",
    "hold",
    "instead_of",
    "invite_newcomers",
    "matter_of",
    "meeting_of",
    "move",
    "note_returned",
    "order_missing",
    "postpone",
    "subject_of",
    "tell_again",
    "tell_step",
    "told_by",
]
