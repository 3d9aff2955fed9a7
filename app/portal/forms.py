"""Forms by which a member proposes its own changes, the same as the office's, and the words of what its pages show."""

from collections.abc import Mapping

from app.assemblies.rules import (
    DISPATCH_KIND_WORDS,
    NOTIFICATION_STATE_WORDS,
    NOTIFIED_BY_WORDS,
    REQUEST_AIM_WORDS,
    REQUEST_STATE_WORDS,
)
from app.attendance.rules import PROXY_FORM_WORDS, REVOKED_WORDS
from app.bundles.rules import CONTACT_WORDS
from app.changes.forms import MATTERS, OUTCOMES, ActForm, AddressForm, BankAccountForm, ContactForm
from app.closing.rules import CLAIM_WORDS
from app.core.values import FORM_WORDS
from app.core.web import in_words
from app.departures.rules import AMENDMENT_WORDS
from app.departures.rules import KIND_WORDS as NOTICE_WORDS
from app.departures.rules import STATE_WORDS as NOTICE_STATE_WORDS
from app.dues.rules import BASIS_WORDS
from app.dues.rules import LEVEL_WORDS as DUNNING_LEVEL_WORDS
from app.members.rules import EXIT_GROUND_WORDS, JOIN_GROUND_WORDS
from app.needs.rules import FIELD_WORDS, LEVEL_WORDS, URGENCY_WORDS
from app.needs.rules import STATE_WORDS as NEED_STATE_WORDS
from app.organs.rules import FUNCTION_WORDS, ORGAN_WORDS
from app.parties.rules import AUTHORITY_WORDS, SHORT_KIND_WORDS
from app.removals.rules import KIND_WORDS as REMOVAL_WORDS
from app.removals.rules import ROLE_WORDS, STEP_WORDS
from app.removals.rules import STATE_WORDS as REMOVAL_STATE_WORDS
from app.settlements.rules import ENTRY_WORDS
from app.settlements.rules import STATE_WORDS as SETTLEMENT_STATE_WORDS
from app.shares.rules import PURPOSE_WORDS
from app.solutions.rules import OFFER_KIND_WORDS, OUTCOME_WORDS, PARTNER_ROLE_WORDS, PARTNER_STATE_WORDS
from app.subscriptions.rules import STATE_WORDS as SUBSCRIPTION_WORDS
from app.transfers.rules import STATE_WORDS as TRANSFER_WORDS
from app.voting.rules import CHOICE_WORDS, Choice

AUTHORITIES, KINDS = in_words(AUTHORITY_WORDS), in_words(SHORT_KIND_WORDS)
JOIN_GROUNDS, EXIT_GROUNDS = in_words(JOIN_GROUND_WORDS), in_words(EXIT_GROUND_WORDS)
PURPOSES = in_words(PURPOSE_WORDS)
NOTICES, NOTICE_STATES = in_words(NOTICE_WORDS), in_words(NOTICE_STATE_WORDS)
REMOVALS, REMOVAL_STATES = in_words(REMOVAL_WORDS), in_words(REMOVAL_STATE_WORDS)
STEPS, ROLES = in_words(STEP_WORDS), in_words(ROLE_WORDS)
SETTLEMENT_STATES, ENTRIES = in_words(SETTLEMENT_STATE_WORDS), in_words(ENTRY_WORDS)
CLAIM_ENDS = in_words(CLAIM_WORDS)
DISPATCHES, WAYS, DELIVERY_STATES = (
    in_words(each) for each in (DISPATCH_KIND_WORDS, NOTIFIED_BY_WORDS, NOTIFICATION_STATE_WORDS)
)
REQUEST_AIMS, REQUEST_STATES = in_words(REQUEST_AIM_WORDS), in_words(REQUEST_STATE_WORDS)
SUBSCRIPTIONS, TRANSFERS = in_words(SUBSCRIPTION_WORDS), in_words(TRANSFER_WORDS)
FORMS = in_words(FORM_WORDS)
PROXY_FORMS, REVOKED = in_words(PROXY_FORM_WORDS), in_words(REVOKED_WORDS)
BASES, LEVELS = in_words(BASIS_WORDS), in_words(DUNNING_LEVEL_WORDS)
ORGANS, FUNCTIONS = in_words(ORGAN_WORDS), in_words(FUNCTION_WORDS)
NEED_STATES, NEED_LEVELS = in_words(NEED_STATE_WORDS), in_words(LEVEL_WORDS)
CONTACTS = in_words(CONTACT_WORDS)
NEED_FIELDS, URGENCIES = in_words(FIELD_WORDS), in_words(URGENCY_WORDS)
OFFER_KINDS, VERDICTS = in_words(OFFER_KIND_WORDS), in_words(OUTCOME_WORDS)
PARTNER_ROLES, PARTNER_STATES = in_words(PARTNER_ROLE_WORDS), in_words(PARTNER_STATE_WORDS)
CHOICES, AMENDMENTS = in_words(CHOICE_WORDS), in_words(AMENDMENT_WORDS)


def said(choice: Choice, marks: Mapping[str, int | Choice]) -> str:
    """How a vote is read out: what it says of each name, or as a whole."""
    read = [f"{name}: {CHOICES[mark]}" if isinstance(mark, Choice) else name if mark == 1 else f"{name} × {mark}"
            for name, mark in marks.items()]
    return ", ".join(read) or str(CHOICES[choice])


__all__ = [
    "AMENDMENTS",
    "AUTHORITIES",
    "BASES",
    "CHOICES",
    "CLAIM_ENDS",
    "ENTRIES",
    "EXIT_GROUNDS",
    "FORMS",
    "FUNCTIONS",
    "JOIN_GROUNDS",
    "KINDS",
    "LEVELS",
    "MATTERS",
    "NEED_FIELDS",
    "NEED_LEVELS",
    "NEED_STATES",
    "NOTICES",
    "NOTICE_STATES",
    "OFFER_KINDS",
    "ORGANS",
    "OUTCOMES",
    "PARTNER_ROLES",
    "PARTNER_STATES",
    "PROXY_FORMS",
    "PURPOSES",
    "REMOVALS",
    "REMOVAL_STATES",
    "REVOKED",
    "ROLES",
    "SETTLEMENT_STATES",
    "STEPS",
    "SUBSCRIPTIONS",
    "TRANSFERS",
    "URGENCIES",
    "VERDICTS",
    "ActForm",
    "AddressForm",
    "BankAccountForm",
    "ContactForm",
    "said",
]
