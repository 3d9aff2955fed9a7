"""What is done with shares: the ledgers, payments, certificates, letters."""

from app.shares.actions.certificates import issue_certificate, print_certificate_again, void_certificate
from app.shares.actions.ledgers import cancel, leave, lock, reverse_share_entry, subscribe, take_over
from app.shares.actions.letters import issue_letter, issue_payment_request, issue_welcome_letter
from app.shares.actions.lists import OpeningHolding, take_over_many
from app.shares.actions.payments import record_payment, reverse_payment

__all__ = [
    "OpeningHolding",
    "cancel",
    "issue_certificate",
    "issue_letter",
    "issue_payment_request",
    "issue_welcome_letter",
    "leave",
    "lock",
    "print_certificate_again",
    "record_payment",
    "reverse_payment",
    "reverse_share_entry",
    "subscribe",
    "take_over",
    "take_over_many",
    "void_certificate",
]
