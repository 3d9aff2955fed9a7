"""Who may see a solution and what a member offers: one rule for every page, list, search and suggestion (R-GDPR-02)."""

from app.needs.rules import LEVELS_SEEN, Level, Viewer


def may_see(viewer: Viewer, level: Level, is_ones_own: bool) -> bool:
    """Say whether somebody may see a solution; `is_ones_own`: it answers an own need, or the own member is a partner.

    `queries.visible_to` asks the database the same.
    """
    return viewer.reads_all or is_ones_own or level in LEVELS_SEEN[viewer.is_member]


def may_see_offer(viewer: Viewer, level: Level, is_ones_own: bool, stands: bool) -> bool:
    """Say whether somebody may see an offer; one that is withdrawn, over or of a former member is for office and owner.

    `queries.offers_visible_to` asks the database the same.
    """
    return viewer.reads_all or is_ones_own or (stands and level in LEVELS_SEEN[viewer.is_member])
