"""What is done with minutes: worded, printed for signature, taken back, signed, added to."""

from app.assemblies.actions import hold, matter_of
from app.minutes.actions.acts import (
    PRINTED,
    draft_again,
    fix,
    print_is_taken_back,
    seal,
    take_back,
    word,
)
from app.minutes.actions.adding import (
    ADDED,
    ADDED_FORMERLY,
    add,
    addendum_facts,
    addendum_is_taken_back,
    discard_addendum,
    fix_addendum,
    print_addendum_draft,
    seal_addendum,
    take_addendum_back,
    word_addendum,
)
from app.minutes.actions.attending import note_present
from app.minutes.actions.carrying import (
    Term,
    adopt_accounts,
    appoint_elected,
    end_removed,
    name_convened,
    note_discharge,
    note_done,
    open_special_right,
    reopen,
)
from app.minutes.actions.filing import file, plan_filing, take_filing_back
from app.minutes.actions.printing import facts_of, print_draft, signatories_of

__all__ = [
    "ADDED",
    "ADDED_FORMERLY",
    "PRINTED",
    "Term",
    "add",
    "addendum_facts",
    "addendum_is_taken_back",
    "adopt_accounts",
    "appoint_elected",
    "discard_addendum",
    "draft_again",
    "end_removed",
    "facts_of",
    "file",
    "fix",
    "fix_addendum",
    "hold",
    "matter_of",
    "name_convened",
    "note_discharge",
    "note_done",
    "note_present",
    "open_special_right",
    "plan_filing",
    "print_addendum_draft",
    "print_draft",
    "print_is_taken_back",
    "reopen",
    "seal",
    "seal_addendum",
    "signatories_of",
    "take_addendum_back",
    "take_back",
    "take_filing_back",
    "word",
    "word_addendum",
]
