"""Reads of whom the office reminds today: the one answer for the list, the desk and a member's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.dues.models import DunningNotice, DunningStop
from app.dues.queries.dunning import EXHAUSTED, find_stop, to_dun
from app.dues.queries.lists import found_by, shown
from app.dues.queries.notices import notices_of
from app.dues.rules import DunningLevel
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.queries import Ordered, Sums

PROPOSAL_SORTS = ("oldest", "name", "number", "amount", "payments", "level")


@dataclass(frozen=True)
class Proposal:
    """A letter that may be written today: to whom, of which level, about how much; cents."""

    member_id: int
    number: int
    name: str
    level: int
    payments: int
    amount: Cents
    oldest: date

    @property
    def is_exhausted(self) -> bool:
        """Whether the last letter was written without avail."""
        return self.level == EXHAUSTED


def proposals(
    session: Session, today: date, level: int | None = None, wanted: Ordered | None = None
) -> tuple[list[Proposal], Sums]:
    """The letters that may be written today, and what they ask for together; without a level those of all three."""
    late = to_dun(session, today)
    name, sort_name = Party.display_name, Party.sort_name
    grouped = (
        select(
            late.c.member_id, Member.number, name.label("name"), late.c.level,
            func.count().label("payments"), shares.total(late.c.open).label("amount"),
            func.min(late.c.due_on).label("oldest"), sort_name.label("sort_name"),
        )
        .join(Member, Member.id == late.c.member_id)
        .join(Party, Party.id == Member.party_id)
        .where(late.c.level == level if level else late.c.level <= DunningLevel.LAST)
        .group_by(late.c.member_id, Member.number, name, sort_name, late.c.level)
    )
    wanted = wanted or Ordered(sort="oldest")
    grouped = grouped.where(*found_by(wanted.words))
    rows = grouped.subquery("rows")
    together = select(func.count(), func.coalesce(shares.total(rows.c.amount), 0)).select_from(rows)
    counted, amount = session.execute(together).one()
    columns = [rows.c[name] for name in Proposal.__dataclass_fields__]
    key = rows.c.sort_name if wanted.sort == "name" else rows.c[wanted.sort]
    found = session.execute(shown(select(*columns), wanted, key, rows.c.member_id, rows.c.level))
    return [Proposal(*row) for row in found], Sums(counted, amount)


def counts_of_proposals(session: Session, today: date) -> dict[int, int]:
    """How many letters of each level may be written today, and to how many the last went without avail."""
    late = to_dun(session, today)
    pairs = select(late.c.member_id, late.c.level).distinct().subquery("pairs")
    counts = session.execute(select(pairs.c.level, func.count()).group_by(pairs.c.level))
    return dict(counts.all())


@dataclass(frozen=True)
class History:
    """How a member was dunned: letters, the stop that holds, which letter may be written today.

    `is_late` says whether something is late that dunning asks for, today or when a day has passed: neither costs alone
    nor what has lapsed.
    """

    notices: Sequence[DunningNotice]
    stop: DunningStop | None
    next_level: DunningLevel | None
    is_late: bool


def history_of(session: Session, member_id: int, today: date) -> History:
    """How a member was dunned, for its page; who is late with nothing is not looked for among those to be dunned."""
    is_late = any(each.is_to_dun(today) for each in shares.open_payments(session, member_id=member_id))
    level = _next_level(session, member_id, today) if is_late else None
    return History(notices_of(session, member_id), find_stop(session, member_id, today), level, is_late)


def _next_level(session: Session, member_id: int, today: date) -> DunningLevel | None:
    late = to_dun(session, today, [member_id])
    level = session.scalar(select(func.min(late.c.level)).where(late.c.level <= DunningLevel.LAST))
    return DunningLevel(level) if level else None
