"""Reads of lists as of a day, as known at a moment."""

from app.reports.queries.courses import steps_by_group, steps_of_all
from app.reports.queries.development import development
from app.reports.queries.entries import EntryRow, entries_behind
from app.reports.queries.grounds import facts_behind, with_facts
from app.reports.queries.holdings import (
    Group,
    HeldOn,
    MemberHolding,
    everybody_on,
    grouped,
    holdings_at_close,
    holdings_on,
    remaining,
    rows_behind,
)
from app.reports.queries.inspections import (
    Shown,
    extracts_of,
    find_member,
    get_inspection,
    get_own_inspection,
    inspections,
    inspections_by,
    shown_with,
)
from app.reports.queries.movement import (
    YearEnd,
    YearReport,
    liability_of,
    liability_together,
    year_end,
    year_report,
)
from app.reports.queries.owners import Heads, heads_on, large_owners_on
from app.reports.queries.paging import RegisterPart, Tally, register_in_turn, register_part, register_tally
from app.reports.queries.register import (
    changes_between,
    changes_known_since,
    memberships_at_close,
    register_on,
)

__all__ = [
    "EntryRow",
    "Group",
    "Heads",
    "HeldOn",
    "MemberHolding",
    "RegisterPart",
    "Shown",
    "Tally",
    "YearEnd",
    "YearReport",
    "changes_between",
    "changes_known_since",
    "development",
    "entries_behind",
    "everybody_on",
    "extracts_of",
    "facts_behind",
    "find_member",
    "get_inspection",
    "get_own_inspection",
    "grouped",
    "heads_on",
    "holdings_at_close",
    "holdings_on",
    "inspections",
    "inspections_by",
    "large_owners_on",
    "liability_of",
    "liability_together",
    "memberships_at_close",
    "register_in_turn",
    "register_on",
    "register_part",
    "register_tally",
    "remaining",
    "rows_behind",
    "shown_with",
    "steps_by_group",
    "steps_of_all",
    "with_facts",
    "year_end",
    "year_report",
]
