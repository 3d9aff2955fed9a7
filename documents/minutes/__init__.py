"""Minutes of an assembly: item by item what was said, voted and declared (Niederschrift, § 47 GenG; R-MIN-01)."""

from documents import press, report
from documents.minutes.facts import (
    Annex,
    Ballot,
    CandidateRow,
    MinutesFacts,
    Section,
    Stretch,
    TallyRow,
    Tone,
    sample,
    variants,
)

__all__ = [
    "Annex",
    "Ballot",
    "CandidateRow",
    "MinutesFacts",
    "Section",
    "Stretch",
    "TallyRow",
    "Tone",
    "build",
    "sample",
    "variants",
]


def build(facts: MinutesFacts) -> bytes:
    """Print the minutes (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "minutes/minutes.html",
        facts,
        identifier=f"{facts.number} {facts.heading} {facts.dated.isoformat()}",
        dated=facts.dated,
        sheets=("record/record.css", "protocol/protocol.css", "assembly/synopsis.css", "minutes/minutes.css"),
        enclosed=[press.Enclosed(each.file_name, each.title, report.build(each.report)) for each in facts.annexes],
        rows=[(row.label, row.text) for row in facts.rows],
    )
