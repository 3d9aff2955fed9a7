"""Reads of solutions and offers: who sees what, one, lists, likeness, what waits, what is known."""

from app.solutions.queries.known import (
    offers_known_of,
    partner_subject_of,
    partnerships_known_of,
    subjects_known_of,
    verdicts_known_of,
)
from app.solutions.queries.offers import (
    OFFER_SORTS,
    AskedOffers,
    SimilarOffers,
    count_offers,
    does_stand,
    forget_offers,
    get_offer,
    get_seen_offer,
    list_offers,
    members_offers,
    needs_like,
    offer_regions,
    offer_subject_of,
    offers_like,
    open_partnership,
    partnerships_with,
    search_offers,
)
from app.solutions.queries.reached import judged
from app.solutions.queries.solutions import (
    SORTS,
    Answered,
    Asked,
    Listed,
    OfNeed,
    answered_by,
    answered_with,
    count_by_state,
    find_answered,
    find_seen,
    get_file,
    get_link,
    get_partner,
    get_seen,
    get_solution,
    is_file_needed,
    is_ones_own,
    list_solutions,
    of_need,
    partners_seen,
    progress_seen,
    said_of,
    search,
    subject_of,
    to_choose,
)
from app.solutions.queries.tasks import (
    asked_of,
    partnerships_of,
    to_answer_with,
    to_judge,
    without_partner,
    without_reply,
)
from app.solutions.queries.viewing import offers_visible_to, visible_to

__all__ = [
    "OFFER_SORTS", "SORTS", "Answered", "Asked", "AskedOffers", "Listed", "OfNeed", "SimilarOffers", "answered_by",
    "answered_with", "asked_of", "count_by_state", "count_offers", "does_stand", "find_answered", "find_seen",
    "forget_offers", "get_file", "get_link", "get_offer", "get_partner", "get_seen", "get_seen_offer", "get_solution",
    "is_file_needed", "is_ones_own", "judged", "list_offers", "list_solutions", "members_offers", "needs_like",
    "of_need", "offer_regions", "offer_subject_of", "offers_known_of", "offers_like", "offers_visible_to",
    "open_partnership", "partner_subject_of", "partners_seen", "partnerships_known_of", "partnerships_of",
    "partnerships_with", "progress_seen", "said_of", "search", "search_offers", "subject_of", "subjects_known_of",
    "to_answer_with", "to_choose", "to_judge", "verdicts_known_of", "visible_to", "without_partner", "without_reply",
]
