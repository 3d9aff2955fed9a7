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
    "SHEET",
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

SHEET = "assembly/assembly.css"
"""The style sheet of what these letters share."""
