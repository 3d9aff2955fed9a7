"""What is done with shares: the ledgers, payments, certificates, letters."""

from app.shares.actions.certificates import issue_certificate, print_certificate_again, void_certificate
from app.shares.actions.dues import ask_for, put_off, take_due_back, undo_putting_off
from app.shares.actions.following import FOLLOW_JOB, let_certificate_follow
from app.shares.actions.ledgers import cancel, leave, reverse_share_entry, subscribe, take_over
from app.shares.actions.letters import issue_letter, issue_payment_request, issue_welcome_letter
from app.shares.actions.lists import OpeningHolding, take_over_many
from app.shares.actions.locking import lock
from app.shares.actions.payments import record_payment, reverse_payment

__all__ = [
    "FOLLOW_JOB",
    "OpeningHolding",
    "ask_for",
    "cancel",
    "issue_certificate",
    "issue_letter",
    "issue_payment_request",
    "issue_welcome_letter",
    "leave",
    "let_certificate_follow",
    "lock",
    "print_certificate_again",
    "put_off",
    "record_payment",
    "reverse_payment",
    "reverse_share_entry",
    "subscribe",
    "take_due_back",
    "take_over",
    "take_over_many",
    "undo_putting_off",
    "void_certificate",
]
