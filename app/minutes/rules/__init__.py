"""Decisions about minutes and about challenging what they record (§§ 47, 51 GenG)."""

from app.minutes.rules.content import Annex, Place, annexes_of, place_of
from app.minutes.rules.drafting import paragraphs_of, part_of
from app.minutes.rules.facts import (
    MAX_ADDENDUM,
    MAX_SECTION,
    MINUTES_STATE_WORDS,
    PART_WORDS,
    Happening,
    MinutesState,
    Part,
)
from app.minutes.rules.fixing import (
    AboutSignatures,
    NotDone,
    check_fixable,
    check_sealed,
    check_signed,
    check_unsealed,
    check_wordable,
)
from app.minutes.rules.following import FOLLOW_UP_WORDS, FollowUp, follow_ups_of
from app.minutes.rules.signing import Signer, missing_signer
from app.minutes.rules.standing import Presence, may_challenge

__all__ = [
    "FOLLOW_UP_WORDS",
    "MAX_ADDENDUM",
    "MAX_SECTION",
    "MINUTES_STATE_WORDS",
    "PART_WORDS",
    "AboutSignatures",
    "Annex",
    "FollowUp",
    "Happening",
    "MinutesState",
    "NotDone",
    "Part",
    "Place",
    "Presence",
    "Signer",
    "annexes_of",
    "check_fixable",
    "check_sealed",
    "check_signed",
    "check_unsealed",
    "check_wordable",
    "follow_ups_of",
    "may_challenge",
    "missing_signer",
    "paragraphs_of",
    "part_of",
    "place_of",
]
