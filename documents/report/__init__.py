"""Report: tables as of a day, in print: register of members, movement of a year, share sheet, extract (Nachweis)."""

from app.core.formats import local
from documents import press
from documents.report.facts import Align, Column, ReportFacts, Table, sample, variants

__all__ = ["Align", "Column", "ReportFacts", "Table", "build", "sample", "variants"]


def build(facts: ReportFacts) -> bytes:
    """Print the report (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "report/report.html",
        facts,
        identifier=f"{facts.number} {facts.heading} {facts.made_at.isoformat()}",
        dated=local(facts.made_at).date(),
        sheets=("record/record.css", "report/report.css"),
        rows=[(row.label, row.text) for row in facts.rows],
    )
