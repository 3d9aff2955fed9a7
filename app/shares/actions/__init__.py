"""What is done with shares: the ledgers, payments, certificates, letters."""

from app.shares.actions.certificates import issue_certificate, print_certificate_again, void_certificate
from app.shares.actions.correcting import Undone, correct_letter
from app.shares.actions.covering import cover_as_planned, cover_by_now
from app.shares.actions.crediting import ask_beside_credit, let_credit_cover
from app.shares.actions.dues import ask_after_all, ask_for, put_off, take_due_back, undo_putting_off, write_off
from app.shares.actions.following import FOLLOW_JOB, let_certificate_follow
from app.shares.actions.handing_over import hand_over, undo_handing_over
from app.shares.actions.histories import (
    PastIds,
    enter_past,
    is_asked_again,
    let_certificates_follow,
    let_dues_fall_away,
)
from app.shares.actions.ledgers import cancel, leave, reverse_share_entry, subscribe, take_over
from app.shares.actions.letters import (
    Addressee,
    addressee_of,
    check_written,
    hand_in_followed,
    issue_letter,
    issue_letter_if_possible,
    issue_payment_request,
    issue_welcome_letter,
    letter_to_all,
    next_reference,
    who_follows,
)
from app.shares.actions.lists import OpeningHolding, take_over_many
from app.shares.actions.locking import lock, lock_all, lock_many
from app.shares.actions.payments import (
    book_return,
    record_payment,
    record_set_off,
    record_spread,
    reverse_payment,
    take_back_set_off,
    undo_return,
)
from app.shares.actions.payouts import book_returned_payout, put_back_credit, take_out_credit
from app.shares.actions.renewing import Follower, hand_in, let_letters_follow, note_standing_letter
from app.shares.actions.results import book_results, reverse_results
from app.shares.actions.scale import note_quantity, undo_quantity
from app.shares.actions.settled import LetGo, correct_statements, hand_in_settling, let_settlement_go
from app.shares.actions.splitting import TOLD_JOB, follow_statute
from app.shares.actions.telling import member_and_day, tell_of_split
from app.shares.actions.undoing import undo_past
from app.shares.actions.withdrawal import waiting_letters

__all__ = [
    "FOLLOW_JOB",
    "TOLD_JOB",
    "Addressee",
    "Follower",
    "LetGo",
    "OpeningHolding",
    "PastIds",
    "Undone",
    "addressee_of",
    "ask_after_all",
    "ask_beside_credit",
    "ask_for",
    "book_results",
    "book_return",
    "book_returned_payout",
    "cancel",
    "check_written",
    "correct_letter",
    "correct_statements",
    "cover_as_planned",
    "cover_by_now",
    "enter_past",
    "follow_statute",
    "hand_in",
    "hand_in_followed",
    "hand_in_settling",
    "hand_over",
    "is_asked_again",
    "issue_certificate",
    "issue_letter",
    "issue_letter_if_possible",
    "issue_payment_request",
    "issue_welcome_letter",
    "leave",
    "let_certificate_follow",
    "let_certificates_follow",
    "let_credit_cover",
    "let_dues_fall_away",
    "let_letters_follow",
    "let_settlement_go",
    "letter_to_all",
    "lock",
    "lock_all",
    "lock_many",
    "member_and_day",
    "next_reference",
    "note_quantity",
    "note_standing_letter",
    "print_certificate_again",
    "put_back_credit",
    "put_off",
    "record_payment",
    "record_set_off",
    "record_spread",
    "reverse_payment",
    "reverse_results",
    "reverse_share_entry",
    "subscribe",
    "take_back_set_off",
    "take_due_back",
    "take_out_credit",
    "take_over",
    "take_over_many",
    "tell_of_split",
    "undo_handing_over",
    "undo_past",
    "undo_putting_off",
    "undo_quantity",
    "undo_return",
    "void_certificate",
    "waiting_letters",
    "who_follows",
    "write_off",
]
