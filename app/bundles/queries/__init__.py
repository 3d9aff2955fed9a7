"""Reads of bundles: who sees which, one with its needs, lists, what was done, what may be undone."""

from app.bundles.queries.bundles import (
    SORTS,
    Asked,
    BundleRow,
    bundle_of,
    bundles_of,
    closed_since,
    count_bundles,
    find_bundle,
    get_bundle,
    gone_in,
    list_bundles,
    needs_in,
    owners_in,
    search,
    subject_of,
)
from app.bundles.queries.history import (
    Places,
    acts_of,
    bundle_numbers_of,
    get_act,
    hindrance_to,
    moves_of,
    newest_act_on_bundle,
    newest_act_on_need,
    numbers_of,
    places_for,
    turns_of,
    undoing_of,
)
from app.bundles.queries.viewing import is_there, placed, visible_bundles

__all__ = [
    "SORTS", "Asked", "BundleRow", "Places", "acts_of", "bundle_numbers_of", "bundle_of", "bundles_of", "closed_since",
    "count_bundles", "find_bundle", "get_act", "get_bundle", "gone_in", "hindrance_to", "is_there", "list_bundles",
    "moves_of", "needs_in", "newest_act_on_bundle", "newest_act_on_need", "numbers_of", "owners_in", "placed",
    "places_for", "search", "subject_of", "turns_of", "undoing_of", "visible_bundles",
]
