"""Erasure: sentence and values of lines go, the chain stays whole, and a line of its own proves it (R-ADM-09)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.journal.lines import ERASED, JournalDetails, JournalLine, JournalRows
from app.core.journal.pending import record
from app.core.journal.reading import rows_told
from app.core.values import Actor


def erase_details(session: Session, subject: str, now: datetime) -> None:
    """Erase sentence and values of every line about a subject; the chain of lines stays whole (R-ADM-09).

    A line of its own says so, for ever; without one, missing details are a fault.
    """
    own = JournalDetails.sequence.in_(select(JournalLine.sequence).where(JournalLine.subject == subject))
    told = list(rows_told(session, own))
    session.execute(delete(JournalRows).where(JournalRows.sequence.in_(select(JournalDetails.sequence).where(own))))
    erased = session.scalars(delete(JournalDetails).where(own).returning(JournalDetails.sequence)).all()
    if erased:
        freed: dict[str, list[int]] = {}
        for ledger, rows in told:
            freed.setdefault(ledger, []).extend(row["id"] for row in rows)
        record(session, Actor.system(), ERASED, subject, now, erased=sorted(erased), freed_rows=freed)
