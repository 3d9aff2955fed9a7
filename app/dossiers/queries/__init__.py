"""Reads for the list of members and for one member's pages."""

from app.dossiers.queries.dossier import (
    Dossier,
    dossier_of,
    get_certificate,
    get_document,
    get_member,
    get_representation,
    get_share_entry,
    letters_of,
    likely_people,
    proof_of,
    steps_to_credit,
    subjects_of,
    timeline_of,
    was_sent,
)
from app.dossiers.queries.listing import SORTS, counts_and_totals, member_page, member_rows

__all__ = [
    "SORTS",
    "Dossier",
    "counts_and_totals",
    "dossier_of",
    "get_certificate",
    "get_document",
    "get_member",
    "get_representation",
    "get_share_entry",
    "letters_of",
    "likely_people",
    "member_page",
    "member_rows",
    "proof_of",
    "steps_to_credit",
    "subjects_of",
    "timeline_of",
    "was_sent",
]
