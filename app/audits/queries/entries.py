"""The entries of an audited period, both ledgers in one list, as an auditor leafs through them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, String, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.audits.queries.parts import recorded_within
from app.audits.rules import Period
from app.core.formats import fold
from app.core.values import Cents
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry


class EntryRow(NamedTuple):
    """An entry of either ledger: whose, from when on, known since when, why, by what; cents."""

    number: int
    name: str
    effective_on: date
    recorded_at: datetime
    recorded_by: str
    ground: str
    document: str
    change: int
    amount: Cents


SORTS: Mapping[str, str] = {"day": "effective_on", "recorded": "recorded_at", "number": "number", "name": "sort_name"}
"""By what the list can be sorted, and the column for it."""


def entries_within(
    session: Session, period: Period, words: str = "", sort: str = "day", descending: bool = False, offset: int = 0,
    limit: int | None = None,
) -> tuple[Sequence[EntryRow], int]:
    """Entries that count in a period or were recorded in it, one page of them, and how many there are."""
    both = union_all(_of(ShareEntry, period, words), _of(CreditEntry, period, words)).subquery()
    column = both.c[SORTS[sort]]
    order = (column.desc() if descending else column.asc(), both.c.recorded_at, both.c.ledger, both.c.id)
    shown = select(*(both.c[name] for name in EntryRow._fields)).order_by(*order).offset(offset).limit(limit)
    total = session.scalar(select(func.count()).select_from(both)) or 0
    return [EntryRow(*row) for row in session.execute(shown)], total


def _of(ledger: type[ShareEntry] | type[CreditEntry], period: Period, words: str) -> Select[*tuple[Any, ...]]:
    is_share = ledger is ShareEntry
    nothing = literal(0)
    change = ShareEntry.change if is_share else nothing
    amount = nothing if is_share else CreditEntry.amount
    found = select(
        ledger.id.label("id"), literal(ledger.__tablename__).label("ledger"), Member.number.label("number"),
        Party.display_name.label("name"), Party.sort_name.label("sort_name"), ledger.effective_on, ledger.recorded_at,
        ledger.recorded_by, cast(ledger.ground, String).label("ground"), ledger.document,
        cast(change, BigInteger).label("change"), cast(amount, BigInteger).label("amount"),
    ).join(Member, Member.id == ledger.member_id).join(Party, Party.id == Member.party_id)
    for word in fold(words).split():
        found = found.where(or_(
            Party.search_text.contains(word, autoescape=True), ledger.document.icontains(word, autoescape=True)
        ))
    moves = shares.moves_within(ledger, period.first_day, period.last_day)
    within = or_(moves, recorded_within(ledger.recorded_at, period))
    return found.where(within)
