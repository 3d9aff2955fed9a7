"""Reads of needs: who sees what, one, lists, likeness, drafts, what waits, what is known."""

from app.needs.queries.carrying import not_carried_over, stated_in
from app.needs.queries.drafts import (
    KEPT,
    drafts_for_prospect,
    drafts_of,
    find_draft_of_need,
    find_empty_draft,
    forgotten_drafts,
    get_draft,
    get_draft_file,
    need_of_draft,
)
from app.needs.queries.encoder import MODEL, as_stored, find_encoder, from_stored, meaning_of, warm_up
from app.needs.queries.known import (
    comments_known_of,
    known_of_prospect,
    needs_known_of,
    prospects_with_needs,
    told_of_prospect,
)
from app.needs.queries.needs import (
    LATER_MEMBER,
    NONE,
    SORTS,
    Asked,
    Row,
    as_rows,
    comments_seen,
    count_by_region,
    count_by_state,
    find_numbered,
    find_row,
    find_version,
    find_withdrawn,
    get_file,
    get_need,
    get_row,
    get_version,
    hold_needs,
    is_file_needed,
    list_needs,
    may_be_served,
    newest_step,
    of_member,
    of_prospect,
    regions_used,
    rows,
    rows_among,
    search,
    seen_among,
    served_among,
    steps_of,
    subject_of,
    versions_seen,
    words_seen,
)
from app.needs.queries.similar import Similar, alike_among, forget_indexes, index_for, similar_to, similar_to_all
from app.needs.queries.tasks import questions_to, to_answer, to_look_at
from app.needs.queries.viewing import READING_ALL, member_viewer, office_viewer, own_pages, visible_to

__all__ = [
    "KEPT", "LATER_MEMBER", "MODEL", "NONE", "READING_ALL", "SORTS", "Asked", "Row", "Similar", "alike_among",
    "as_rows", "as_stored", "comments_known_of", "comments_seen", "count_by_region", "count_by_state",
    "drafts_for_prospect", "drafts_of", "find_draft_of_need", "find_empty_draft", "find_encoder", "find_numbered",
    "find_row", "find_version", "find_withdrawn", "forget_indexes", "forgotten_drafts", "from_stored", "get_draft",
    "get_draft_file", "get_file", "get_need", "get_row", "get_version", "hold_needs", "index_for", "is_file_needed",
    "known_of_prospect", "list_needs", "may_be_served", "meaning_of", "member_viewer", "need_of_draft",
    "needs_known_of", "newest_step", "not_carried_over", "of_member", "of_prospect", "office_viewer", "own_pages",
    "prospects_with_needs", "questions_to", "regions_used", "rows", "rows_among", "search", "seen_among",
    "served_among", "similar_to", "similar_to_all", "stated_in", "steps_of", "subject_of", "to_answer", "to_look_at",
    "told_of_prospect", "versions_seen", "visible_to", "warm_up", "words_seen",
]
