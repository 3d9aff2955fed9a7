"""The words of attendance, for screens."""

from app.attendance.rules import (
    CAPACITY_WORDS,
    ENTITLEMENT_WORDS,
    GUEST_WORDS,
    LEFT_WORDS,
    MODE_WORDS,
    PROXY_FORM_WORDS,
    RELATION_WORDS,
    REVOKED_WORDS,
)
from app.core.web import in_words

CAPACITIES = in_words(CAPACITY_WORDS)
ENTITLEMENTS = in_words(ENTITLEMENT_WORDS)
GUESTS = in_words(GUEST_WORDS)
LEFT = in_words(LEFT_WORDS)
MODES = in_words(MODE_WORDS)
PROXY_FORMS = in_words(PROXY_FORM_WORDS)
RELATIONS = in_words(RELATION_WORDS)
REVOKED = in_words(REVOKED_WORDS)
