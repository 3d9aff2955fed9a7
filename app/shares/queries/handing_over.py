"""What is there to be handed over: each change of a member's ledgers by the day from which it counts (R-REG-06)."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.core.values import Cents
from app.shares.queries.ledgers import credit_entries_of, share_entries_of
from app.shares.rules import counts_from, credit_counts_from, least_from


def share_changes(session: Session, member_id: int, without: Collection[int] = ()) -> Iterator[tuple[date, int]]:
    """Each change of the shares and the day from which it counts; `without` leaves entries out that are undone."""
    for entry in share_entries_of(session, member_id):
        if entry.id not in without:
            yield counts_from(entry.ground, entry.change, entry.effective_on), entry.change


def credit_changes(session: Session, member_id: int) -> Iterator[tuple[date, int]]:
    """Each change of the credit and the day from which it counts."""
    entries = credit_entries_of(session, member_id)
    grounds = {entry.id: entry.ground for entry in entries}
    for entry in entries:
        ground = grounds[entry.reverses_id] if entry.reverses_id else entry.ground
        yield credit_counts_from(ground, entry.effective_on), entry.amount


def least_shares(session: Session, member_id: int, day: date, without: Collection[int] = ()) -> int:
    """The least shares that a member holds on a day or any later one, also between two later entries (R-SHR-02)."""
    return least_from(share_changes(session, member_id, without), day)


def least_credit(session: Session, member_id: int, day: date) -> Cents:
    """The least credit that a member has on a day or any later one; cents."""
    return least_from(credit_changes(session, member_id), day)
