"""Reads of audits, and what their folders hold."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audits.queries import accounts, acts, endings, evidence, ledgers, owing
from app.audits.queries.assignments import (
    assignments_for,
    auditors,
    earliest_day,
    find_open,
    folders_of,
    get_assignment_for,
    get_folder,
    has_access,
    lacks_access,
    period_of,
)
from app.audits.queries.entries import SORTS, EntryRow, entries_within
from app.audits.queries.parts import Listed, Paper, Part
from app.audits.rules import Period
from app.operations import queries as operations


def contents(session: Session, period: Period, now: datetime) -> list[Part]:
    """Everything the folder of a period holds, in the order of its paths (R-AUD-02); rows are read when written.

    The check comes first: it holds the journal against what is kept outside the database, which may move on.
    """
    found = list(operations.findings(session, now))
    return [
        *ledgers.parts(session, period), *acts.parts(session, period), *evidence.parts(session, period, found),
        *accounts.parts(session, period), *endings.parts(session, period), *owing.parts(session, period),
    ]  # fmt: skip


__all__ = [
    "SORTS",
    "EntryRow",
    "Listed",
    "Paper",
    "Part",
    "assignments_for",
    "auditors",
    "contents",
    "earliest_day",
    "entries_within",
    "find_open",
    "folders_of",
    "get_assignment_for",
    "get_folder",
    "has_access",
    "lacks_access",
    "period_of",
]
