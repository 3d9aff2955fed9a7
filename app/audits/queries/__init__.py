"""Reads of audits, and what their folders hold."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audits.queries import accounts, acts, assemblies, endings, evidence, ledgers, owing, polls, promotion
from app.audits.queries.absent import absent
from app.audits.queries.assignments import (
    Access,
    access_of,
    assignments_for,
    auditors,
    earliest_day,
    find_open,
    folders_of,
    get_assignment_for,
    get_folder,
    has_access,
    period_of,
)
from app.audits.queries.entries import SORTS, EntryRow, entries_within
from app.audits.queries.limits import limits
from app.audits.queries.parts import Absent, Listed, Paper, Part
from app.audits.rules import Period
from app.operations.rules import Finding


def contents(session: Session, period: Period, found: Sequence[Finding] | None) -> list[Part]:
    """Everything the folder of a period holds, in the order of its paths (R-AUD-02); rows are read when written.

    `found` is what the check of the whole house found, which looks further than the period: None where that is over,
    so that its folder is the same however much later it is written.
    """
    return [
        *ledgers.parts(session, period), *acts.parts(session, period), *evidence.parts(session, period, found),
        *accounts.parts(session, period), *endings.parts(session, period), *owing.parts(session, period),
        *assemblies.parts(session, period), *polls.parts(session, period),
        *promotion.parts(session, period),
    ]  # fmt: skip


__all__ = [
    "SORTS",
    "Absent",
    "Access",
    "EntryRow",
    "Listed",
    "Paper",
    "Part",
    "absent",
    "access_of",
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
    "limits",
    "period_of",
]
