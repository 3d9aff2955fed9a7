"""The rules of promotion: the map and what may be told on it, a year's figures, the report (R-AUD-03, R-NEED-05)."""

from app.promotion.rules.areas import (
    AS_REGION,
    DISTRICTS,
    OFF_THE_MAP,
    REGIONS,
    SOURCE,
    SOURCE_ADDRESS,
    District,
    homes,
    region_key,
)
from app.promotion.rules.counting import Counted, Step, Told, step_of, steps_up_to, sum_of, told_of
from app.promotion.rules.figures import (
    COMPARED,
    FIGURE_WORDS,
    FLOW,
    KEYS,
    NONE,
    Figure,
    Figures,
    Group,
    Reached,
    Way,
    Year,
    chosen,
    days_to_answer,
    falls_under,
    figures_of,
    grouped,
    median,
    written,
)
from app.promotion.rules.outline import Drawing, Shape, joined, lines_of, shape_of
from app.promotion.rules.reports import (
    MAX_CONSENT,
    MAX_EXAMPLE,
    MAX_WORDS,
    REPORT,
    WORDS,
    ConsentRefusal,
    ExampleRefusal,
    Rewritten,
    check_example,
    check_examples_stand,
    check_is_newest,
    check_is_over,
    check_issued_again,
    check_may_be_told,
    check_words,
    finish_by,
    may_be_told,
    report_number,
)

__all__ = [
    "AS_REGION", "COMPARED", "DISTRICTS", "FIGURE_WORDS", "FLOW", "KEYS", "MAX_CONSENT", "MAX_EXAMPLE", "MAX_WORDS",
    "NONE", "OFF_THE_MAP", "REGIONS", "REPORT", "SOURCE", "SOURCE_ADDRESS", "WORDS", "ConsentRefusal", "Counted",
    "District", "Drawing", "ExampleRefusal", "Figure", "Figures", "Group", "Reached", "Rewritten", "Shape", "Step",
    "Told", "Way", "Year", "check_example", "check_examples_stand", "check_is_newest", "check_is_over",
    "check_issued_again", "check_may_be_told", "check_words", "chosen", "days_to_answer", "falls_under", "figures_of",
    "finish_by", "grouped", "homes", "joined", "lines_of", "may_be_told", "median", "region_key", "report_number",
    "shape_of", "step_of", "steps_up_to", "sum_of", "told_of", "written",
]
