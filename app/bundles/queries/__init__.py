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
from app.bundles.queries.contacts import (
    CONTACT_SORTS,
    SeenContact,
    about_need,
    contact_subject,
    contacts_known_of,
    contacts_of,
    count_contacts,
    count_open_of,
    get_contact,
    get_own_contact,
    is_to_mediate,
    lapsing,
    list_contacts,
    mails_to,
    open_contact,
    seen_contact,
    to_mediate,
    waiting_for,
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
from app.bundles.queries.suggesting import (
    Group,
    declined_in,
    declined_rows,
    groups_to_bundle,
    like_bundle,
    unbundled,
)
from app.bundles.queries.viewing import is_there, placed, visible_bundles

__all__ = [
    "CONTACT_SORTS", "SORTS", "Asked", "BundleRow", "Group", "Places", "SeenContact", "about_need", "acts_of",
    "bundle_numbers_of", "bundle_of", "bundles_of", "closed_since", "contact_subject", "contacts_known_of",
    "contacts_of", "count_bundles", "count_contacts", "count_open_of", "declined_in", "declined_rows", "find_bundle",
    "get_act", "get_bundle", "get_contact", "get_own_contact", "gone_in", "groups_to_bundle", "hindrance_to",
    "is_there", "is_to_mediate", "lapsing", "like_bundle", "list_bundles", "list_contacts", "mails_to", "moves_of",
    "needs_in", "newest_act_on_bundle", "newest_act_on_need", "numbers_of", "open_contact", "owners_in", "placed",
    "places_for", "search", "seen_contact", "subject_of", "to_mediate", "turns_of", "unbundled", "undoing_of",
    "visible_bundles", "waiting_for",
]
