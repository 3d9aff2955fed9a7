"""Reads of promotion: where regions lie, what became of needs in a year, the reports."""

from app.promotion.queries.areas import (
    chosen_areas,
    house_regions,
    known_regions,
    shape,
    shapes,
    size,
    state_shape,
)
from app.promotion.queries.bundled import Drawn, drawn_bundles, first_bundled, unbundled
from app.promotion.queries.milestones import (
    Milestone,
    OfAnswered,
    hand_in_milestones,
    milestones,
    reached,
    tell_of_answered,
)
from app.promotion.queries.reports import (
    Standing,
    examples_known_of,
    examples_of,
    find_text,
    get_example,
    get_text,
    issues_of,
    standings,
    texts_of,
    unfinished,
)
from app.promotion.queries.years import (
    Talks,
    answered_in,
    figures,
    figures_of_all,
    get_year,
    knowledge,
    rows_of,
    talks,
    ways,
    year_before,
    years,
)

__all__ = [
    "Drawn", "Milestone", "OfAnswered", "Standing", "Talks", "answered_in", "chosen_areas", "drawn_bundles",
    "examples_known_of", "examples_of", "figures", "figures_of_all", "find_text", "first_bundled", "get_example",
    "get_text", "get_year", "hand_in_milestones", "house_regions", "issues_of", "knowledge", "known_regions",
    "milestones", "reached", "rows_of", "shape", "shapes", "size", "standings", "state_shape", "talks",
    "tell_of_answered", "texts_of", "unbundled", "unfinished", "ways", "year_before", "years",
]
