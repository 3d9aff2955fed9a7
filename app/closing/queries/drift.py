"""Whether the ledgers still say what they said when the accounts were prepared from them (§ 48 GenG, § 336 HGB)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.closing.queries.accounts import Accounts
from app.closing.rules import AccountsStep
from app.core.values import Cents
from app.members.models import Member
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround

Book = TypeVar("Book", ShareEntry, CreditEntry)


@dataclass(frozen=True)
class Books:
    """What the ledgers say at the close of a year, of what the accounts state as well; cents (§§ 337, 338 HGB)."""

    credit: Cents
    holders: int
    shares: int


@dataclass(frozen=True)
class LaterEntry:
    """An entry of either ledger that counts in the year and was recorded after the accounts were prepared; cents."""

    recorded_at: datetime
    day: date
    number: int
    name: str
    ground: ShareGround | CreditGround
    shares: int
    amount: Cents


@dataclass(frozen=True)
class Drift:
    """How the books of a year differ from those of the moment at which its accounts were recorded as prepared."""

    since: datetime
    then: Books
    now: Books
    entries: Sequence[LaterEntry]


def books_at_close(session: Session, day: date, known_at: datetime | None = None) -> Books:
    """What the ledgers say when a day is over, as known at a moment (R-MOV-01, R-MOV-02)."""
    sums = shares.credit_at_close(day, known_at).subquery()
    credit = session.scalar(select(func.coalesce(shares.total(sums.c.credit), 0))) or 0
    return Books(credit, *shares.holders_at_close(session, day, known_at))


def drift_of(session: Session, accounts: Accounts) -> Drift | None:
    """How the books have come to differ from the accounts that were prepared from them; None while they agree.

    Adopted is what was prepared, so that later entries stand in no accounts, whenever the assembly met (§ 48 GenG).
    """
    prepared, day = accounts.steps.get(AccountsStep.PREPARED), accounts.year.last_day
    if prepared is None:
        return None
    then, now = books_at_close(session, day, prepared.recorded_at), books_at_close(session, day)
    if then == now:
        return None
    later = sorted(_later(session, day, prepared.recorded_at), key=lambda each: each.recorded_at)
    return Drift(prepared.recorded_at, then, now, later)


def _later(session: Session, day: date, since: datetime) -> Iterator[LaterEntry]:
    for share, member in _recorded_since(session, ShareEntry, day, since):
        yield _told(share, member, shares=share.change)
    for credit, member in _recorded_since(session, CreditEntry, day, since):
        yield _told(credit, member, amount=credit.amount)


def _recorded_since(session: Session, book: type[Book], day: date, since: datetime) -> Sequence[tuple[Book, Member]]:
    counted = (shares.counts_at_close(book, day), book.recorded_at > since)
    found = select(book, Member).join(Member, Member.id == book.member_id).where(*counted).order_by(book.id)
    return [(entry, member) for entry, member in session.execute(found).unique()]


def _told(entry: ShareEntry | CreditEntry, member: Member, shares: int = 0, amount: Cents = 0) -> LaterEntry:
    return LaterEntry(
        entry.recorded_at, entry.effective_on, member.number, member.party.display_name, entry.ground, shares, amount
    )
