"""The rules of what the office does about payments owed."""

from app.dues.rules.contributions import check_contribution_run, check_may_waive
from app.dues.rules.dunning import (
    LEVEL_WORDS,
    MAX_CLAUSE,
    MAX_REASON,
    USUAL_TERMS,
    Dunned,
    DunningLevel,
    DunningTerms,
    LevelTerms,
    before_day,
    check_may_dun,
    check_stop_until,
    check_terms,
    check_why,
    dunning_number,
)

__all__ = [
    "LEVEL_WORDS",
    "MAX_CLAUSE",
    "MAX_REASON",
    "USUAL_TERMS",
    "Dunned",
    "DunningLevel",
    "DunningTerms",
    "LevelTerms",
    "before_day",
    "check_contribution_run",
    "check_may_dun",
    "check_may_waive",
    "check_stop_until",
    "check_terms",
    "check_why",
    "dunning_number",
]
