"""What a member sees of its own documents."""

OWN_DOCUMENTS = (
    "share_certificate", "welcome_letter", "payment_request", "declaration", "notice_confirmation", "notice_refusal",
    "notice_continuation", "shares_admitted", "shares_refused", "settlement_statement",
    "transfer_entered", "transfer_refused", "dunning_letter", "instalment_plan", "hearing_invitation",
    "exclusion_letter", "exclusion_lifted", "exclusion_refused", "report",
)
"""Kinds of documents that belong to the member: what was sent to it, and what it declared itself.

A report about a member is the copy of its entries in the register (§ 31 (1) GenG).
"""
