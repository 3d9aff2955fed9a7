"""The words of the two ledgers."""

from collections.abc import Mapping
from enum import StrEnum

from app.core.values import German


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
    SPLIT = "split"
    REVERSAL = "reversal"


GIVEN_UP = frozenset({ShareGround.EXIT, ShareGround.CANCELLATION})
"""Shares that end, and whose credit stays until it is settled (§ 73 GenG)."""


class CreditGround(StrEnum):
    """Why a member's paid-in credit changed (Geschäftsguthaben)."""

    PAYMENT = "payment"
    RETURNED_PAYMENT = "returned_payment"
    PROFIT = "profit"
    LOSS = "loss"
    PAYOUT = "payout"
    RETURNED_PAYOUT = "returned_payout"
    LAPSED = "lapsed"
    TAKEN_OVER = "taken_over"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    REVERSAL = "reversal"


class PaymentPurpose(StrEnum):
    """What a payment that is expected is for; costs are those of dunning and of returned payments."""

    SHARES = "shares"
    ENTRY_FEE = "entry_fee"
    CONTRIBUTION = "contribution"
    COSTS = "costs"


PURPOSE_WORDS: Mapping[PaymentPurpose, str] = {
    PaymentPurpose.SHARES: German("Anteile"), PaymentPurpose.ENTRY_FEE: German("Eintrittsgeld"),
    PaymentPurpose.CONTRIBUTION: German("Jahresbeitrag"), PaymentPurpose.COSTS: German("Mahn- und Bankkosten"),
}
GROUND_WORDS: Mapping[ShareGround | CreditGround, str] = {
    ShareGround.SUBSCRIPTION: German("Zeichnung bei Beitritt"),
    ShareGround.FURTHER_SHARES: German("Zeichnung weiterer Anteile"),
    ShareGround.MANDATORY: German("Pflichtanteile"),
    ShareGround.TRANSFER_IN: German("Übertragung, erhalten"),
    ShareGround.TRANSFER_OUT: German("Übertragung, abgegeben"),
    ShareGround.CANCELLATION: German("Kündigung einzelner Anteile"),
    ShareGround.EXIT: German("Ausscheiden"),
    ShareGround.TAKEN_OVER: German("Aus der alten Liste übernommen"),
    ShareGround.SPLIT: German("Zerlegung der Geschäftsanteile"),
    CreditGround.PAYMENT: German("Einzahlung"),
    CreditGround.RETURNED_PAYMENT: German("Zurückgebuchte Einzahlung"),
    CreditGround.PROFIT: German("Gewinnzuschreibung"),
    CreditGround.LOSS: German("Verlustabschreibung"),
    CreditGround.PAYOUT: German("Auszahlung"),
    CreditGround.RETURNED_PAYOUT: German("Zurückgekommene Auszahlung"),
    CreditGround.LAPSED: German("Verjährter Anspruch"),
    CreditGround.REVERSAL: German("Storno"),
}
"""How purposes and the grounds of both ledgers are called; grounds of one value share their word."""


class BlockedBooking(StrEnum):
    """What may not be agreed with a member while the membership lasts (§ 22 (4), (5) GenG; R-SHR-07)."""

    PAYOUT = "payout"
    PLEDGE = "pledge"
    WAIVER = "waiver"
    CREDIT_FOR_PAYING_IN = "credit_for_paying_in"
    SET_OFF_BY_MEMBER = "set_off_by_member"
