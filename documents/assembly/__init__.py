"""What letters on a general assembly share: which one it is, its agenda, synopses, papers, and the form of a proxy."""

from documents.assembly.facts import (
    NO_PAPERS,
    AgendaItem,
    AssemblyKind,
    ConvenedBy,
    ItemType,
    Meeting,
    MeetingForm,
    Paper,
    Papers,
    ProposedBy,
    SynopsisRow,
    added,
    for_everybody,
)

__all__ = [
    "NO_PAPERS",
    "SHEETS",
    "AgendaItem",
    "AssemblyKind",
    "ConvenedBy",
    "ItemType",
    "Meeting",
    "MeetingForm",
    "Paper",
    "Papers",
    "ProposedBy",
    "SynopsisRow",
    "added",
    "for_everybody",
]

SHEETS = "assembly/assembly.css", "assembly/synopsis.css"
"""The style sheet of what these letters share."""
