"""The rules of needs: what is said of one, its way, who may see it; how alike two are, and why (R-NEED-01 to 04)."""

from app.needs.rules.index import (
    Alike,
    Beside,
    Entry,
    Index,
    alike,
    alike_beside,
    alike_to_all,
    beside,
    index_of,
    pairs_among,
    with_changes,
)
from app.needs.rules.likeness import (
    Collection,
    Encoder,
    Floats,
    Likeness,
    NeedText,
    Scales,
    collect,
    meanings_of,
    nearest,
    nearest_to,
)
from app.needs.rules.model_file import model_in
from app.needs.rules.reading import needs_in
from app.needs.rules.reasons import Outline, outline_of, reason_of
from app.needs.rules.seeing import (
    LEVELS_SEEN,
    PUBLIC_VIEWER,
    SHOWN_PUBLICLY,
    SOMEBODY,
    Viewer,
    is_named,
    may_see,
    may_see_of_then,
)
from app.needs.rules.states import (
    LEADS_TO,
    OVER,
    STATE_WORDS,
    WAY,
    WITH_WORDS,
    Mark,
    NeedState,
    Overstepped,
    Step,
    WordsRefusal,
    answer_by,
    check_may_change,
    check_may_return,
    check_may_withdraw,
    check_move,
    look_by,
    track_of,
)
from app.needs.rules.stating import (
    CHOSEN,
    FIELD_WORDS,
    LEVEL_NOTES,
    LEVEL_WORDS,
    MAX_COMMENT,
    MAX_DATA,
    MAX_EFFECT,
    MAX_FILES,
    MAX_FILES_BYTES,
    MAX_REGION,
    MAX_SITUATION,
    MAX_TITLE,
    NAME_WORDS,
    URGENCY_WORDS,
    Difference,
    Field,
    Level,
    Part,
    Piece,
    Stated,
    Urgency,
    differences,
    missing_of,
    need_number,
)
from app.needs.rules.words import Wordbook, wordbook_of, words_in

__all__ = [
    "CHOSEN", "FIELD_WORDS", "LEADS_TO", "LEVELS_SEEN", "LEVEL_NOTES", "LEVEL_WORDS", "MAX_COMMENT", "MAX_DATA",
    "MAX_EFFECT", "MAX_FILES", "MAX_FILES_BYTES", "MAX_REGION", "MAX_SITUATION", "MAX_TITLE", "NAME_WORDS", "OVER",
    "PUBLIC_VIEWER", "SHOWN_PUBLICLY", "SOMEBODY", "STATE_WORDS", "URGENCY_WORDS", "WAY", "WITH_WORDS", "Alike",
    "Beside", "Collection", "Difference", "Encoder", "Entry", "Field", "Floats", "Index", "Level", "Likeness",
    "Mark", "NeedState", "NeedText", "Outline", "Overstepped", "Part", "Piece", "Scales", "Stated", "Step",
    "Urgency", "Viewer", "Wordbook", "WordsRefusal", "alike", "alike_beside", "alike_to_all", "answer_by", "beside",
    "check_may_change", "check_may_return", "check_may_withdraw", "check_move", "collect", "differences",
    "index_of", "is_named", "look_by", "may_see", "may_see_of_then", "meanings_of", "missing_of", "model_in",
    "nearest", "nearest_to", "need_number", "needs_in", "outline_of", "pairs_among", "reason_of", "track_of",
    "with_changes", "wordbook_of", "words_in",
]
