"""What is held at a moment: as known now from the holdings that follow the ledger, as known then from the ledger.

The holdings know no horizon: whoever reads no further than an audited day is told what the ledger gives up to there.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, func, select, text, union_all
from sqlalchemy.orm import Session

from app.core import horizon
from app.core.db import mapping_of
from app.core.values import Cents
from app.members.models import Member
from app.shares.models import CreditEntry, ShareEntry, ShareHolding, holdings_of
from app.shares.queries.ledgers import Ids, SumByMember, counts_at_close, counts_on, kept, total
from app.shares.rules import ShareGround, at_the_close, first_day_at, on_the_day
from app.statutes.rules import ONE_DAY


def _held_at(moment: int, counted: ColumnElement[bool], known_at: datetime | None, of: Ids | None) -> SumByMember:
    """Member id and number of shares at a moment, by the entries counted; who holds none is not in it."""
    if horizon.present() is not None:
        return _by_the_ledger(counted, known_at, of)
    return _by_the_holdings(moment, of) if known_at is None else _known_at(moment, counted, known_at, of)


def _by_the_holdings(moment: int, of: Ids | None) -> SumByMember:
    held = select(ShareHolding.member_id, ShareHolding.shares)
    held = held.where(ShareHolding.since <= moment, ShareHolding.until >= moment)
    return held if of is None else held.where(ShareHolding.member_id.in_(of))


def _by_the_ledger(counted: ColumnElement[bool], known_at: datetime | None, of: Ids | None) -> SumByMember:
    """The same summed up anew, each entry bounded as the reader is."""
    summed = select(ShareEntry.member_id, total(ShareEntry.change).label("shares")).where(counted)
    summed = summed if known_at is None else summed.where(ShareEntry.recorded_at <= known_at)
    summed = summed if of is None else summed.where(ShareEntry.member_id.in_(of))
    return summed.group_by(ShareEntry.member_id).having(func.sum(ShareEntry.change) != 0)


def _known_at(moment: int, counted: ColumnElement[bool], known_at: datetime, of: Ids | None) -> SumByMember:
    """The same as known at a time: as known now, less those of the entries counted that were recorded since."""
    since = select(ShareEntry.member_id, -ShareEntry.change).where(counted, ShareEntry.recorded_at > known_at)
    since = since if of is None else since.where(ShareEntry.member_id.in_(of))
    both = union_all(_by_the_holdings(moment, of), since).subquery("both")
    summed = select(both.c.member_id, total(both.c.shares).label("shares")).group_by(both.c.member_id)
    return summed.having(func.sum(both.c.shares) != 0)


def held_on(day: date, known_at: datetime | None = None, of: Ids | None = None) -> SumByMember:
    """Member id and number of shares as of a day, as known at a moment (R-REG-06); who holds none is not in it.

    `of`: only these members.
    """
    return _held_at(on_the_day(day), counts_on(day), known_at, of)


def held_at_close(day: date, known_at: datetime | None = None, of: Ids | None = None) -> SumByMember:
    """Member id and shares when a day is over: what was given up or handed over that day counts (R-MOV-02).

    `of`: only these members.
    """
    return _held_at(at_the_close(day), counts_at_close(ShareEntry, day), known_at, of)


def given_up_with(day: date) -> Select[int, int]:
    """Member id and how many single shares are given up with the close of a day (§ 67b GenG; R-MOV-02)."""
    is_of_it = ShareEntry.ground == ShareGround.CANCELLATION, ShareEntry.effective_on == day, kept(ShareEntry)
    return select(ShareEntry.member_id, total(-ShareEntry.change)).where(*is_of_it).group_by(ShareEntry.member_id)


def shares_at_close(session: Session, member_id: int, day: date) -> int:
    """How many shares one member holds when a day is over (R-MOV-02)."""
    return next((shares for _member, shares in session.execute(held_at_close(day, of=[member_id]))), 0)


def credit_at_close(day: date, known_at: datetime | None = None) -> SumByMember:
    """Member id and paid-in credit when a day is over, in cents; what was handed on is the acquirer's (R-MOV-02)."""
    summed = select(CreditEntry.member_id, total(CreditEntry.amount).label("credit"))
    return summed.where(counts_at_close(CreditEntry, day, known_at)).group_by(CreditEntry.member_id)


def credit_at_closes(session: Session, days: Sequence[date]) -> list[dict[int, Cents]]:
    """The same at the close of each of these days, the earliest first; the ledger is read by one statement."""
    entry = CreditEntry
    first = case(*((counts_at_close(entry, day), number) for number, day in enumerate(days)))
    told = select(entry.member_id, entry.amount, first.label("first")).where(counts_at_close(entry, days[-1]))
    each = told.subquery()
    summed = select(each.c.first, each.c.member_id, total(each.c.amount)).group_by(each.c.first, each.c.member_id)
    moved: list[dict[int, Cents]] = [{} for _day in days]
    for number, member_id, amount in session.execute(summed):
        moved[number][member_id] = amount
    standing: dict[int, Cents] = {}
    found: list[dict[int, Cents]] = []
    for changes in moved:
        standing = {key: standing.get(key, 0) + changes.get(key, 0) for key in standing | changes}
        found.append(standing)
    return found


def holders_at_close(session: Session, day: date, known_at: datetime | None = None) -> tuple[int, int]:
    """How many hold shares when a day is over, and how many shares they hold together (§ 338 (1) HGB; R-MOV-01)."""
    held = held_at_close(day, known_at).subquery()
    counted = select(func.count(), func.coalesce(total(held.c.shares), 0)).where(held.c.shares != 0)
    number, together = session.execute(counted.select_from(held)).one()
    return number, together


def held_since(
    session: Session, day: date, known_at: datetime | None = None, of: Ids | None = None
) -> dict[int, date]:
    """By member, since when the number of shares of a day has been what it is (§ 30 (2) GenG; R-REG-02).

    What was undone changed nothing, so of whom an entry was undone the ledger is asked; the others' holdings say it.
    Who holds no shares may be missing.
    """
    if known_at is not None or horizon.present() is not None:
        return _since_by_the_ledger(session, day, known_at, of)
    moment, undone = on_the_day(day), select(ShareEntry.member_id).where(ShareEntry.reverses_id.is_not(None))
    held = select(ShareHolding.member_id, ShareHolding.since)
    held = held.where(ShareHolding.since <= moment, ShareHolding.until >= moment)
    if of is not None:
        held, undone = held.where(ShareHolding.member_id.in_(of)), undone.where(ShareEntry.member_id.in_(of))
    found = {member_id: first_day_at(since) for member_id, since in mapping_of(session, held).items()}
    return found | _since_by_the_ledger(session, day, None, undone)


def _since_by_the_ledger(
    session: Session, day: date, known_at: datetime | None, of: Ids | None
) -> dict[int, date]:
    entry = ShareEntry
    gained, lost = (
        func.max(case((which, entry.effective_on), else_=None)) for which in (entry.change > 0, entry.change < 0)
    )
    stands = kept(entry, known_at, of_few=of is not None)
    changed = select(entry.member_id, gained, lost).where(stands, counts_on(day, known_at))
    changed = changed if of is None else changed.where(entry.member_id.in_(of))
    found = session.execute(changed.group_by(entry.member_id))
    return {member: max(filter(None, (up, down and down + ONE_DAY))) for member, up, down in found}


def shares_on(session: Session, day: date, known_at: datetime | None = None) -> dict[int, int]:
    """Each member's shares as of a day, as recorded up to a moment (Stichtag); who holds none is not named."""
    return mapping_of(session, held_on(day, known_at))


def members_with_other_holdings(session: Session) -> list[int]:
    """The numbers of the members whose holdings are not what their ledger adds up to; none where all is well."""
    ledger = holdings_of(session.get_bind().dialect.name)
    stored = "SELECT member_id, since, until, shares FROM share_holding"
    apart = [session.execute(text(f"{one} EXCEPT {other}")) for one, other in ((ledger, stored), (stored, ledger))]
    concerned = {row[0] for rows in apart for row in rows}
    found = session.scalars(select(Member.number).where(Member.id.in_(concerned)).order_by(Member.number))
    return list(found) if concerned else []
