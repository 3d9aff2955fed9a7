"""What is done with shares: the ledgers, payments, certificates, letters."""

from app.shares.actions.certificates import issue_certificate, print_certificate_again, void_certificate
from app.shares.actions.following import FOLLOW_JOB, let_certificate_follow
from app.shares.actions.handing_over import HandedOver, hand_over, undo_handing_over
from app.shares.actions.ledgers import cancel, leave, reverse_share_entry, subscribe, take_over
from app.shares.actions.letters import (
    check_written,
    issue_letter,
    issue_letter_if_possible,
    issue_payment_request,
    issue_welcome_letter,
)
from app.shares.actions.lists import OpeningHolding, take_over_many
from app.shares.actions.locking import lock
from app.shares.actions.payments import record_payment, reverse_payment

__all__ = [
    "FOLLOW_JOB",
    "HandedOver",
    "OpeningHolding",
    "cancel",
    "check_written",
    "hand_over",
    "issue_certificate",
    "issue_letter",
    "issue_letter_if_possible",
    "issue_payment_request",
    "issue_welcome_letter",
    "leave",
    "let_certificate_follow",
    "lock",
    "print_certificate_again",
    "record_payment",
    "reverse_payment",
    "reverse_share_entry",
    "subscribe",
    "take_over",
    "take_over_many",
    "undo_handing_over",
    "void_certificate",
]
