"""The rules of bundles: who sees one, what is done with it, how that is undone, who may ask whom for contact."""

from app.bundles.rules.acting import (
    ACT_WORDS,
    MAX_WORDS,
    MOST_NEEDS,
    ActKind,
    Hindrance,
    Move,
    Overtaken,
    Standing,
    TitleRefusal,
    Turn,
    Wording,
    bundle_number,
    check_room,
    check_split,
    checked_wording,
    goes_with_undoing,
    hindrance_of,
    reversed_moves,
    undone,
)
from app.bundles.rules.common import Common, Piece, common_of, excerpt, marked
from app.bundles.rules.contacts import (
    ANSWER_WITHIN,
    CONTACT_WORDS,
    MAX_CONTACT,
    MAX_EMAIL,
    MAX_WISH,
    ContactRefusal,
    ContactState,
    check_contact,
    check_open,
    check_words,
    lapses_on,
)
from app.bundles.rules.grouping import LEAST_ALIKE, groups_in
from app.bundles.rules.seeing import (
    LEVEL_NOTES,
    LevelRefusal,
    check_level,
    is_wider,
    may_see_bundle,
    narrowest,
    widest,
)

__all__ = [
    "ACT_WORDS", "ANSWER_WITHIN", "CONTACT_WORDS", "LEAST_ALIKE", "LEVEL_NOTES", "MAX_CONTACT", "MAX_EMAIL",
    "MAX_WISH", "MAX_WORDS", "MOST_NEEDS", "ActKind", "Common", "ContactRefusal", "ContactState", "Hindrance",
    "LevelRefusal", "Move", "Overtaken", "Piece", "Standing", "TitleRefusal", "Turn", "Wording", "bundle_number",
    "check_contact", "check_level", "check_open", "check_room", "check_split", "check_words", "checked_wording",
    "common_of", "excerpt", "goes_with_undoing", "groups_in", "hindrance_of", "is_wider", "lapses_on", "marked",
    "may_see_bundle", "narrowest", "reversed_moves", "undone", "widest",
]
