"""Reads of minutes: drafted, printed, signed."""

from app.minutes.queries.counting import barred_in, roll_calls, ways_of
from app.minutes.queries.drafting import Section, happenings_of, sections_of
from app.minutes.queries.reading import (
    ListedMinutes,
    count_unsigned,
    find_minutes,
    get_minutes,
    is_file_needed,
    list_minutes,
    sealed_minutes,
    state_of,
    taken_back,
)

__all__ = [
    "barred_in",
    "roll_calls",
    "ways_of",
    "ListedMinutes",
    "Section",
    "count_unsigned",
    "find_minutes",
    "get_minutes",
    "happenings_of",
    "is_file_needed",
    "list_minutes",
    "sealed_minutes",
    "sections_of",
    "state_of",
    "taken_back",
]
