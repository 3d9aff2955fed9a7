"""Emergency folder: roll, powers of attorney, who is there, ballots, before power or network fail (§ 43 GenG)."""

from app.core.formats import local
from documents import press
from documents.emergency_folder.facts import (
    AwaitedLine,
    BallotLine,
    BallotPaper,
    FolderFacts,
    GrantLine,
    ItemHead,
    PresenceLine,
    RollLine,
    sample,
    variants,
)

__all__ = [
    "AwaitedLine",
    "BallotLine",
    "BallotPaper",
    "FolderFacts",
    "GrantLine",
    "ItemHead",
    "PresenceLine",
    "RollLine",
    "build",
    "sample",
    "variants",
]


def build(facts: FolderFacts) -> bytes:
    """Print the folder (PDF/A-3a, PDF/UA-1)."""
    return press.print_pdf(
        "emergency_folder/folder.html",
        facts,
        identifier=f"{facts.cooperative} {facts.assembly} {facts.made_at.isoformat()}",
        dated=local(facts.made_at).date(),
        sheets=("record/record.css", "report/report.css", "emergency_folder/folder.css"),
    )
