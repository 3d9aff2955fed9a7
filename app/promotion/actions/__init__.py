"""What is done about promotion: regions laid on the map, words and examples of a report, its issue."""

from app.promotion.actions.issuing import Counted, count_year, facts_of, fallen_examples, issue, print_draft
from app.promotion.actions.writing import (
    add_example,
    erase_with_need,
    place_regions,
    subject_of,
    take_example_out,
    write_words,
)

__all__ = [
    "Counted", "add_example", "count_year", "erase_with_need", "facts_of", "fallen_examples", "issue", "place_regions",
    "print_draft", "subject_of", "take_example_out", "write_words",
]
