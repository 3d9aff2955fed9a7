"""Reads of minutes: drafted, printed, signed."""

from app.minutes.queries.counting import (
    Participation,
    barred_in,
    declared_polls,
    participations,
    passed_in,
    roll_calls,
    ways_of,
)
from app.minutes.queries.drafting import (
    Section,
    find_text,
    get_opened,
    get_section,
    happenings_of,
    sections_of,
)
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
    "Participation",
    "declared_polls",
    "participations",
    "passed_in",
    "roll_calls",
    "ways_of",
    "ListedMinutes",
    "Section",
    "count_unsigned",
    "find_minutes",
    "find_text",
    "get_opened",
    "get_section",
    "get_minutes",
    "happenings_of",
    "is_file_needed",
    "list_minutes",
    "sealed_minutes",
    "sections_of",
    "state_of",
    "taken_back",
]
