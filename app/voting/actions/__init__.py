"""What is done in a meeting: conducted, moved, voted on, counted, declared, objected to."""

from app.assemblies.actions import Whereabouts, take_over
from app.assemblies.actions import hold as hold_assembly
from app.voting.actions.barring import check_may_bar
from app.voting.actions.casting import (
    Ballots,
    Given,
    NotLetIn,
    Receipt,
    cast,
    cast_together,
)
from app.voting.actions.counting import (
    answer,
    count_poll,
    declare,
    draw_lot,
    object_to,
    open_runoff,
    plan_runoff,
    tell,
)
from app.voting.actions.course import (
    changed,
    happened,
    hold_held,
    hold_sitting,
    matter_of,
    note_of_door,
    wait,
)
from app.voting.actions.floor import (
    ask_to_speak,
    end_speech,
    give_floor,
    move_motion,
    withdraw_motion,
)
from app.voting.actions.folder import (
    print_folder,
)
from app.voting.actions.papers import (
    call_out,
    hand_out,
    take_back,
)
from app.voting.actions.polling import (
    add_to_roll,
    close_poll,
    lengthen,
    open_poll,
    prepare,
    void_poll,
)
from app.voting.actions.recording import record_under
from app.voting.actions.redirecting import redirect
from app.voting.actions.secrecy import (
    demand_secrecy,
    take_back_demand,
)
from app.voting.actions.sitting import (
    call_item,
    close_sitting,
    go_on,
    note,
    note_there,
    open_at_its_hour,
    open_sitting,
    take_break,
    withdraw_item,
)

__all__ = [
    "Ballots",
    "Given",
    "NotLetIn",
    "Receipt",
    "Whereabouts",
    "add_to_roll",
    "answer",
    "ask_to_speak",
    "call_item",
    "call_out",
    "cast",
    "cast_together",
    "changed",
    "check_may_bar",
    "close_poll",
    "close_sitting",
    "count_poll",
    "declare",
    "demand_secrecy",
    "draw_lot",
    "end_speech",
    "give_floor",
    "go_on",
    "hand_out",
    "happened",
    "hold_assembly",
    "hold_held",
    "hold_sitting",
    "lengthen",
    "matter_of",
    "move_motion",
    "note",
    "note_of_door",
    "note_there",
    "object_to",
    "open_at_its_hour",
    "open_poll",
    "open_runoff",
    "open_sitting",
    "plan_runoff",
    "prepare",
    "print_folder",
    "record_under",
    "redirect",
    "take_back",
    "take_back_demand",
    "take_break",
    "take_over",
    "tell",
    "void_poll",
    "wait",
    "withdraw_item",
    "withdraw_motion",
]
