"""What is done with applications, from the first draft to admission or refusal."""

from app.admissions.actions.clauses import add_clause_version, ensure_clause_texts
from app.admissions.actions.deciding import admit, consent, mark_notified, print_refusal, turn_down
from app.admissions.actions.declaring import confirm_declarant, confirm_email, declarant_of, submit
from app.admissions.actions.drafts import (
    add_upload,
    delete_upload,
    expire_draft,
    is_expired,
    join_as_ordinary,
    reach_step,
    save_step,
    send_link,
    start_draft,
)
from app.admissions.actions.entering import Entered, hand_in, welcome, write_welcome
from app.admissions.actions.erasing import erase_refused, erase_withdrawn
from app.admissions.actions.jointly import admit_by_transfer, bind, note_struck, release, write_if_possible
from app.admissions.actions.office import (
    link_party,
    note_biases,
    note_original,
    note_quantity,
    propose,
    remind,
    return_for_completion,
    take_up_again,
    tick,
    untick,
    withdraw,
    withdraw_for_applicant,
)
from app.admissions.actions.paper import PaperDeclaration, enter_paper, paper_problems
from app.admissions.actions.telling import ask_to_confirm_email, personal_link
from app.admissions.actions.throttle import count_use, forget_old_uses

__all__ = [
    "Entered",
    "PaperDeclaration",
    "add_clause_version",
    "add_upload",
    "admit",
    "admit_by_transfer",
    "ask_to_confirm_email",
    "bind",
    "confirm_declarant",
    "confirm_email",
    "consent",
    "count_use",
    "declarant_of",
    "delete_upload",
    "ensure_clause_texts",
    "enter_paper",
    "erase_refused",
    "erase_withdrawn",
    "expire_draft",
    "forget_old_uses",
    "hand_in",
    "is_expired",
    "join_as_ordinary",
    "link_party",
    "mark_notified",
    "note_biases",
    "note_original",
    "note_quantity",
    "note_struck",
    "paper_problems",
    "personal_link",
    "print_refusal",
    "propose",
    "reach_step",
    "release",
    "remind",
    "return_for_completion",
    "save_step",
    "send_link",
    "start_draft",
    "submit",
    "take_up_again",
    "tick",
    "turn_down",
    "untick",
    "welcome",
    "withdraw",
    "withdraw_for_applicant",
    "write_if_possible",
    "write_welcome",
]
