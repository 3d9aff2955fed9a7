"""What is there to be handed over: each change of a member's ledgers by the day from which it counts (R-REG-06)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries.ledgers import credit_entries_of, kept, share_entries_of
from app.shares.rules import (
    Counted,
    CreditGround,
    ShareGround,
    changes_without,
    closes_on,
    counts_from,
    credit_counts_from,
    least_from,
    moment_of,
    on_the_day,
    shares_then,
)
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY


def share_changes(session: Session, member_id: int, without: Collection[int] = ()) -> Iterator[tuple[date, int]]:
    """Each change of the shares and the day from which it counts; `without` leaves entries out that are undone.

    What was split of them is left out too (R-SHR-09).
    """
    for entry, change in entry_changes(session, member_id, without):
        yield counts_from(entry.ground, entry.change, entry.effective_on), change


def share_moments(session: Session, member_id: int, without: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """Each change of the shares and the half day from which it counts (R-REG-06).

    What is given up at the close of a day is gone before anything of the next day comes.
    """
    for entry, change in entry_changes(session, member_id, without):
        yield moment_of(entry.ground, entry.change, entry.effective_on), change


def entry_changes(
    session: Session, member_id: int, without: Collection[int] = ()
) -> Iterator[tuple[ShareEntry, int]]:
    """Each entry with what it changes; `without` leaves entries out, and what was split of them (R-SHR-09)."""
    entries = share_entries_of(session, member_id)
    changes = changes_without(counted(entries), without)
    yield from ((entry, changes[entry.id]) for entry in entries if entry.id in changes)


def given_up_ahead(session: Session, member_id: int, day: date) -> list[tuple[str, date, int]]:
    """What takes shares of a member after a day, as known now: its number, their last day, how many (R-REG-06).

    Shares that were split since count under the number by which they are given up.
    """
    entries = {entry.id: entry for entry in share_entries_of(session, member_id)}
    undone = {entry.reverses_id for entry in entries.values()}
    taken: dict[tuple[date, str], int] = {}
    for entry, change in entry_changes(session, member_id):
        act = entries[entry.multiplies_id or entry.id]
        if change < 0 and entry.effective_on >= day and act.ground is not ShareGround.REVERSAL and act.id not in undone:
            last_day = counts_from(entry.ground, entry.change, entry.effective_on) - ONE_DAY
            taken[last_day, act.document] = taken.get((last_day, act.document), 0) - change
    return [(number, last_day, shares) for (last_day, number), shares in sorted(taken.items())]


def acts_since(session: Session, member_id: int, entry_id: int) -> set[int]:
    """The entries of a member from one on, as they were made; those by which shares were split are none of them."""
    entries = (each for each in share_entries_of(session, member_id) if each.id >= entry_id)
    return {each.id for each in entries if each.ground is not ShareGround.SPLIT and each.multiplies_id is None}


def counted(entries: Sequence[ShareEntry]) -> list[Counted]:
    """Entries of a member's share ledger as a splitting counts them; what is undone multiplies nothing any more."""
    grounds, undone = {entry.id: entry.ground for entry in entries}, {entry.reverses_id for entry in entries}
    return [
        Counted(
            entry.id, entry.change, closes_on(grounds[entry.reverses_id or entry.id], entry.effective_on),
            entry.multiplies_id if entry.id not in undone else None,
            entry.ground is ShareGround.SPLIT and entry.id not in undone,
        )
        for entry in entries
    ]


def credit_changes(session: Session, member_id: int) -> Iterator[tuple[date, int]]:
    """Each change of the credit and the day from which it counts."""
    entries = credit_entries_of(session, member_id)
    grounds = {entry.id: entry.ground for entry in entries}
    for entry in entries:
        ground = grounds[entry.reverses_id] if entry.reverses_id else entry.ground
        yield credit_counts_from(ground, entry.effective_on), entry.amount


def taken_since(session: Session, member_id: int, day: date) -> list[str]:
    """The documents by which credit was taken from a day on, and is not back."""
    entries = credit_entries_of(session, member_id)
    undone = {entry.reverses_id for entry in entries}
    taken = (
        entry for entry in entries
        if entry.amount < 0 and entry.reverses_id is None and entry.id not in undone and _taken_on(entry) >= day
    )
    return list(dict.fromkeys(entry.document for entry in taken if entry.document))


def came_since(
    session: Session, member_id: int, day: date, moment: datetime, without: Collection[int]
) -> list[str]:
    """The documents by which other credit came from a day on, or was entered after a moment, and is still there."""
    entries = credit_entries_of(session, member_id)
    undone = {entry.reverses_id for entry in entries} | {*without}
    came = (
        entry for entry in entries
        if entry.amount > 0 and entry.reverses_id is None and entry.id not in undone
        and (entry.effective_on >= day or entry.recorded_at > moment)
    )
    return list(dict.fromkeys(entry.document for entry in came if entry.document))


def _taken_on(entry: CreditEntry) -> date:
    """The day on which credit was taken; what came back is taken from its payment (R-SEPA-10)."""
    return entry.belonging if entry.ground is CreditGround.RETURNED_PAYMENT else entry.effective_on


def credit_of_membership(session: Session, member_id: int, first_day: date) -> Cents:
    """The credit of the membership that began on a day, without what is left of an earlier one's; cents (§ 73 GenG)."""
    entries = credit_entries_of(session, member_id)
    return sum(entry.amount for entry in entries if entry.belonging >= first_day)


def least_shares(session: Session, member_id: int, day: date, without: Collection[int] = ()) -> int:
    """The least shares that a member holds on a day or any later one, also between two later entries (R-SHR-02).

    In shares of that day: what is split later counts as what it was (R-SHR-09).
    """
    splittings = statutes.splittings(session, day)
    return shares_then(share_moments(session, member_id, without), on_the_day(day), splittings)[0]


def least_credit(session: Session, member_id: int, day: date) -> Cents:
    """The least credit that a member has on a day or any later one; cents."""
    return least_from(credit_changes(session, member_id), day)


_OTHER = {
    ShareGround.TRANSFER_OUT: (ShareGround.TRANSFER_IN, CreditGround.TRANSFER_IN),
    ShareGround.TRANSFER_IN: (ShareGround.TRANSFER_OUT, CreditGround.TRANSFER_OUT),
}


def has_other_leg(session: Session, entry: ShareEntry) -> bool:
    """Say whether an entry is one leg of a transfer of which the other stands in another member's ledgers (R-TRF-01).

    Both legs are recorded at one moment and name one document.
    """
    if entry.ground not in _OTHER:
        return False
    of_shares, of_credit = _OTHER[entry.ground]
    for book, ground in ((ShareEntry, of_shares), (CreditEntry, of_credit)):
        same = select(book.id).where(book.recorded_at == entry.recorded_at, book.document == entry.document)
        if session.scalar(same.where(book.ground == ground, book.member_id != entry.member_id).limit(1)) is not None:
            return True
    return False


CreditLegs = tuple[CreditEntry, CreditEntry] | tuple[None, None]
"""What the transferor gives of the credit and the acquirer takes, if anything."""


@dataclass(frozen=True)
class HandedOver:
    """The legs in both ledgers; no credit where none went along, no shares where the acquirer needs no more.

    `later`: credit that came to the shares only after that day, where an heir takes it over (§ 77 GenG).
    """

    given: ShareEntry
    taken: ShareEntry | None
    credit: CreditLegs
    later: CreditLegs = (None, None)

    @property
    def in_credit(self) -> list[CreditEntry]:
        """The legs in the credit ledger, those of what came later last."""
        return [leg for leg in (*self.credit, *self.later) if leg]

    @property
    def credit_taken(self) -> list[CreditEntry]:
        """Those of them that are the acquirer's."""
        return [taken for _given, taken in (self.credit, self.later) if taken]

    @property
    def amount(self) -> Cents:
        """The credit that went along; cents."""
        return sum(leg.amount for leg in self.credit_taken)

    @property
    def in_shares(self) -> list[ShareEntry]:
        """The legs in the share ledger, the transferor's first."""
        return [leg for leg in (self.given, self.taken) if leg]

    @property
    def acquirer_id(self) -> int:
        """Whose shares or credit grew."""
        leg = self.taken or next(iter(self.credit_taken), None)
        if leg is None:
            raise ValueError("nothing was handed over")
        return leg.member_id


def legs_of(session: Session, given: ShareEntry) -> HandedOver:
    """The legs of a handing over, by the one that gave the shares: one moment and one document (R-TRF-01)."""

    def of(book: type[ShareEntry] | type[CreditEntry], ground: ShareGround | CreditGround) -> list[Any]:
        same = (book.recorded_at == given.recorded_at, book.document == given.document, book.ground == ground)
        return list(session.scalars(select(book).where(*same, kept(book)).order_by(book.effective_on, book.id)))

    taken = next(iter(of(ShareEntry, ShareGround.TRANSFER_IN)), None)
    pairs = zip(of(CreditEntry, CreditGround.TRANSFER_OUT), of(CreditEntry, CreditGround.TRANSFER_IN), strict=True)
    by_day = {out.effective_on: (out, into) for out, into in pairs}
    at_once = by_day.pop(given.effective_on, (None, None))
    return HandedOver(given, taken, at_once, next(iter(by_day.values()), (None, None)))


def joined_by(session: Session, member_id: int, first_day: date) -> HandedOver | None:
    """What was handed over to somebody who holds it from a day on; None where nothing was (§ 76 GenG; R-REG-06)."""
    taken = session.scalar(select(ShareEntry).where(
        ShareEntry.member_id == member_id, ShareEntry.ground == ShareGround.TRANSFER_IN,
        ShareEntry.effective_on == first_day, kept(ShareEntry),
    ).order_by(ShareEntry.id).limit(1))
    given = taken and session.scalar(select(ShareEntry).where(
        ShareEntry.recorded_at == taken.recorded_at, ShareEntry.document == taken.document,
        ShareEntry.ground == ShareGround.TRANSFER_OUT, kept(ShareEntry),
    ))
    return legs_of(session, given) if given else None
