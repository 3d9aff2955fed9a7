"""Many entries of the share ledger at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.ledgers import book
from app.shares.models import ShareEntry


def book_shares(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many entries of the share ledger by one statement, what adds to shares first (R-SHR-02).

    The database makes the holdings anew, after each entry on SQLite, after the statement on PostgreSQL, and refuses
    what leaves fewer than none on any day.
    """
    book(session, ShareEntry, sorted(rows, key=lambda row: row["change"] < 0))
