"""Reads of attendance."""

from app.attendance.queries.casting import VoterRow, casts_for, voters_present
from app.attendance.queries.concerning import (
    Concerned,
    banning_items,
    barred_by,
    concerned_by,
    get_banning_item,
    history_of,
    unnamed_items,
    year_discharged,
)
from app.attendance.queries.electorate import Caster, Elector, elector_of, electors
from app.attendance.queries.reading import (
    day_at,
    day_of,
    find_entry,
    find_grant,
    find_presence,
    get_grant,
    get_guest,
    get_presence,
    grants_to,
    held,
    is_file_needed,
)
from app.attendance.queries.weighing import Scale, grants_of_plural, regime_on, scale_for, with_plural_votes

__all__ = [
    "Caster",
    "Concerned",
    "Elector",
    "Scale",
    "VoterRow",
    "banning_items",
    "barred_by",
    "casts_for",
    "concerned_by",
    "day_at",
    "day_of",
    "elector_of",
    "electors",
    "find_entry",
    "find_grant",
    "find_presence",
    "get_banning_item",
    "get_grant",
    "get_guest",
    "get_presence",
    "grants_of_plural",
    "grants_to",
    "held",
    "history_of",
    "is_file_needed",
    "regime_on",
    "scale_for",
    "unnamed_items",
    "voters_present",
    "with_plural_votes",
    "year_discharged",
]
