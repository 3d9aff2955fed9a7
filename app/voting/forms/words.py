"""How all words of voting are called, in the reader's language."""

from app.core.web import _l
from app.voting.rules import (
    CAST_CHANNEL_WORDS,
    CHOICE_WORDS,
    COURSE_WORDS,
    DEMANDER_WORDS,
    HALL_WAY_WORDS,
    METHOD_WORDS,
    MOTION_KIND_WORDS,
    MOTION_STATE_WORDS,
    OUTCOME_WORDS,
    SECRECY_WORDS,
    STATE_WORDS,
)

METHODS = {each: _l(word) for each, word in METHOD_WORDS.items()}
HALLS = {each: _l(word) for each, word in HALL_WAY_WORDS.items()}
SECRECIES = {each: _l(word) for each, word in SECRECY_WORDS.items()}
CHOICES = {each: _l(word) for each, word in CHOICE_WORDS.items()}
DEMANDERS = {each: _l(word) for each, word in DEMANDER_WORDS.items()}
STATES = {each: _l(word) for each, word in STATE_WORDS.items()}
OUTCOMES = {each: _l(word) for each, word in OUTCOME_WORDS.items()}
MOTION_KINDS = {each: _l(word) for each, word in MOTION_KIND_WORDS.items()}
MOTION_STATES = {each: _l(word) for each, word in MOTION_STATE_WORDS.items()}
COURSE = {each: _l(word) for each, word in COURSE_WORDS.items()}
CHANNELS = {each: _l(word) for each, word in CAST_CHANNEL_WORDS.items()}
