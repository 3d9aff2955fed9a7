"""The words of the two ledgers."""

from enum import StrEnum


class ShareGround(StrEnum):
    """Why the number of a member's shares changed; `taken_over` opens the ledger of an imported list."""

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


class PaymentPurpose(StrEnum):
    """What a payment that is expected is for."""

    SHARES = "shares"
    ENTRY_FEE = "entry_fee"


class BlockedBooking(StrEnum):
    """What may not be agreed with a member while the membership lasts (§ 22 (4), (5) GenG; R-SHR-07)."""

    PAYOUT = "payout"
    PLEDGE = "pledge"
    WAIVER = "waiver"
    CREDIT_FOR_PAYING_IN = "credit_for_paying_in"
    SET_OFF_BY_MEMBER = "set_off_by_member"
