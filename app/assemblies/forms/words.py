"""The words for kinds, forms, states and steps, as screens show them."""

from app.assemblies.rules import (
    ALSO_VOTING_WORDS,
    ASSEMBLY_KIND_WORDS,
    ASSEMBLY_STATE_WORDS,
    CONVENED_BY_WORDS,
    DISCUSSION_FORM_WORDS,
    DISPATCH_KIND_WORDS,
    FORM_VOICE_WORDS,
    ITEM_TYPE_WORDS,
    MEETING_FORM_WORDS,
    PAPER_KIND_WORDS,
    PROPOSED_BY_WORDS,
    STAGE_WORDS,
    STEP_STATE_WORDS,
    STEP_WORDS,
    SUBJECT_GROUPS,
    SUBJECT_WORDS,
)
from app.core.web import _l, in_words

KINDS, STATES, CONVENERS = (in_words(each) for each in (ASSEMBLY_KIND_WORDS, ASSEMBLY_STATE_WORDS, CONVENED_BY_WORDS))
STAGES = in_words(STAGE_WORDS)
FORMS, DISCUSSIONS, VOICES = (in_words(each) for each in (MEETING_FORM_WORDS, DISCUSSION_FORM_WORDS, FORM_VOICE_WORDS))
TYPES, SUBJECTS, PROPOSERS = (in_words(each) for each in (ITEM_TYPE_WORDS, SUBJECT_WORDS, PROPOSED_BY_WORDS))
PAPERS, ALSO_VOTING = in_words(PAPER_KIND_WORDS), in_words(ALSO_VOTING_WORDS)
GROUPED = [
    (subject, SUBJECTS[subject], None, _l(group)) for group, subjects in SUBJECT_GROUPS.items() for subject in subjects
]
STEPS, STEP_STATES = in_words(STEP_WORDS), in_words(STEP_STATE_WORDS)
NOTICES = in_words(DISPATCH_KIND_WORDS)
