"""Forms by which a member proposes its own changes, the same as the office's, and the words of what its pages show."""

from app.changes.forms import MATTERS, OUTCOMES, ActForm, AddressForm, BankAccountForm, ContactForm
from app.core.web import in_words
from app.members.rules import EXIT_GROUND_WORDS, JOIN_GROUND_WORDS
from app.parties.rules import AUTHORITY_WORDS, SHORT_KIND_WORDS
from app.shares.rules import PURPOSE_WORDS

AUTHORITIES, KINDS = in_words(AUTHORITY_WORDS), in_words(SHORT_KIND_WORDS)
JOIN_GROUNDS, EXIT_GROUNDS = in_words(JOIN_GROUND_WORDS), in_words(EXIT_GROUND_WORDS)
PURPOSES = in_words(PURPOSE_WORDS)

__all__ = [
    "AUTHORITIES", "EXIT_GROUNDS", "JOIN_GROUNDS", "KINDS", "MATTERS", "OUTCOMES", "PURPOSES", "ActForm", "AddressForm",
    "BankAccountForm", "ContactForm",
]
