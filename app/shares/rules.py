"""How many shares, what is paid on them and what is owed (Geschäftsanteile, §§ 7, 7a, 15b, 22 GenG)."""

from enum import StrEnum


class ShareGround(StrEnum):
    """Why the number of a member's shares changed."""

    SUBSCRIPTION = "subscription"
    FURTHER_SHARES = "further_shares"
    MANDATORY = "mandatory"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    CANCELLATION = "cancellation"
    EXIT = "exit"
    TAKEN_OVER = "taken_over"
    REVERSAL = "reversal"


class CreditGround(StrEnum):
    """Why a member's paid-in credit changed (Geschäftsguthaben)."""

    PAYMENT = "payment"
    RETURNED_PAYMENT = "returned_payment"
    PROFIT = "profit"
    LOSS = "loss"
    PAYOUT = "payout"
    TAKEN_OVER = "taken_over"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    REVERSAL = "reversal"


class CertificateState(StrEnum):
    """Whether a certificate speaks for the holding of today (R-DOC-04)."""

    VALID = "valid"
    REPLACED = "replaced"
    VOID = "void"
