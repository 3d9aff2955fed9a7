"""How kinds, stages and ways are called on the screen."""

from app.core.web import in_words
from app.parties.rules import KIND_WORDS, SHORT_KIND_WORDS
from app.prospects.rules import FIGURE_WORDS, HOW_WORDS, SOURCE_WORDS, STAGE_WORDS, THEN_WORDS, WAY_WORDS

KINDS, SHORT_KINDS, STAGES = in_words(KIND_WORDS), in_words(SHORT_KIND_WORDS), in_words(STAGE_WORDS)
SOURCES, WAYS, THENS = in_words(SOURCE_WORDS), in_words(WAY_WORDS), in_words(THEN_WORDS)
HOWS, FIGURES = in_words(HOW_WORDS), in_words(FIGURE_WORDS)
