"""Reads of dunning: who may be written to on which level, what was written, who is not dunned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import day as written
from app.core.formats import euro
from app.core.values import Cents, NotFound
from app.dues.models import DunnedDue, DunningNotice, DunningStop, DunningTerm
from app.dues.queries.lists import found_by, shown
from app.dues.rules import USUAL_TERMS, DunningLevel, DunningTerms, LevelTerms, before_day
from app.members.models import Member as Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import PaymentDue
from app.shares.queries import Ordered, Sums
from app.shares.rules import PaymentPurpose

PROPOSAL_SORTS = ("oldest", "name", "number", "amount", "payments", "level")
NOTICE_SORTS = ("-notice", "name", "number", "amount", "until", "level")
EXHAUSTED = DunningLevel.LAST + 1
"""The level of what the last letter has named without avail."""


def terms_now(session: Session) -> DunningTerms:
    """The levels as set last, or the usual ones."""
    rows = {row.level: row for row in session.scalars(select(DunningTerm).order_by(DunningTerm.id))}
    levels = {
        level: LevelTerms(level, rows[level].wait_days, rows[level].deadline_days, rows[level].fee)
        if level in rows else USUAL_TERMS.levels[level]
        for level in DunningLevel
    }
    last = rows.get(DunningLevel.LAST)
    return DunningTerms(levels, last.clause if last else "")


def _reached() -> Subquery:
    """How far each payment is dunned, and until when the last letter asked; a letter that is void does not count."""
    found = (
        select(
            DunnedDue.due_id, func.max(DunnedDue.level).label("level"),
            func.max(DunningNotice.payable_until).label("until"),
        )
        .join(DunningNotice, DunningNotice.id == DunnedDue.notice_id)
        .join(IssuedDocument, IssuedDocument.id == DunningNotice.letter_id)
        .where(~DunnedDue.is_undone, IssuedDocument.standing == Standing.VALID)
    )
    return found.group_by(DunnedDue.due_id).subquery("reached")


def stopped_on(today: date) -> Select[int]:
    """The members that are not dunned on a day."""
    holds = or_(DunningStop.until.is_(None), DunningStop.until >= today)
    return select(DunningStop.member_id).where(DunningStop.lifted_at.is_(None), holds)


def _late(terms: DunningTerms, today: date, members: Sequence[int] | None = None) -> Subquery:
    """Late payments, each with the level of the letter that may be written about it today, or EXHAUSTED.

    Costs are dunned with what caused them, not for themselves. Who is asked already by a letter whose day has not
    passed, and who is stopped, is left out.
    """
    dues, reached = shares.unreversed_dues(members), _reached()
    level: ColumnElement[int] = func.coalesce(reached.c.level, 0) + 1
    late = (
        select(dues.c.id, dues.c.member_id, dues.c.purpose, dues.c.due_on, dues.c.open, level.label("level"))
        .outerjoin(reached, reached.c.due_id == dues.c.id)
        .where(
            dues.c.open > 0, dues.c.due_on < today, dues.c.purpose != PaymentPurpose.COSTS,
            dues.c.member_id.not_in(stopped_on(today)),
            or_(
                and_(
                    reached.c.level.is_(None),
                    dues.c.due_on <= before_day(terms.levels[DunningLevel.REMINDER], today),
                    ~shares.is_asked(dues.c.member_id, today),
                ),
                *(
                    and_(reached.c.level == each - 1, reached.c.until <= before_day(terms.levels[each], today))
                    for each in (DunningLevel.FIRST, DunningLevel.LAST)
                ),
                and_(reached.c.level == DunningLevel.LAST, reached.c.until < today),
            ),
        )
    )
    return late.subquery("late")


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
    late = _late(terms_now(session), today)
    grouped = (
        select(
            late.c.member_id, Member.number, Party.display_name.label("name"), late.c.level,
            func.count().label("payments"), shares.total(late.c.open).label("amount"),
            func.min(late.c.due_on).label("oldest"), Party.sort_name,
        )
        .join(Member, Member.id == late.c.member_id)
        .join(Party, Party.id == Member.party_id)
        .where(late.c.level == level if level else late.c.level <= DunningLevel.LAST)
        .group_by(late.c.member_id, Member.number, Party.display_name, Party.sort_name, late.c.level)
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
    late = _late(terms_now(session), today)
    pairs = select(late.c.member_id, late.c.level).distinct().subquery("pairs")
    counts = session.execute(select(pairs.c.level, func.count()).group_by(pairs.c.level))
    return dict(counts.all())


@dataclass(frozen=True)
class Late:
    """A late payment that a letter names; `level` is that of the letter; cents."""

    due_id: int
    purpose: PaymentPurpose
    due_on: date
    open: Cents


@dataclass(frozen=True)
class Preview:
    """What a letter would say: which payments, costs asked for before, its own fee, until when, what went before."""

    level: DunningLevel
    late: Sequence[Late]
    costs: Cents
    fee: Cents
    payable_until: date
    before: Sequence[DunningNotice]
    stopped: str
    clause: str

    @property
    def amount(self) -> Cents:
        """What is late, without costs; cents."""
        return sum(each.open for each in self.late)

    @property
    def total(self) -> Cents:
        """What the letter asks for; cents."""
        return self.amount + self.costs + self.fee


def preview(session: Session, member: Member, level: DunningLevel, today: date) -> Preview:
    """What a letter of a level to a member would say today."""
    terms, stop = terms_now(session), find_stop(session, member.id, today)
    late = _late(terms, today, [member.id])
    chosen = select(late.c.id, late.c.purpose, late.c.due_on, late.c.open).where(late.c.level == level)
    found = [Late(*row) for row in session.execute(chosen.order_by(late.c.due_on, late.c.id))]
    return Preview(
        level=level, late=found, costs=_costs(session, member, today) if found else 0, fee=terms.levels[level].fee,
        payable_until=terms.levels[level].payable_on(today), before=_before(session, found),
        stopped=stop.reason if stop else "", clause=terms.clause if level is DunningLevel.LAST else "",
    )


def _costs(session: Session, member: Member, today: date) -> Cents:
    """Costs that are due and that no letter asks for already whose day has not passed; cents."""
    asking = select(func.max(DunningNotice.dated_on)).where(
        DunningNotice.member_id == member.id, DunningNotice.ended_at.is_(None), DunningNotice.payable_until >= today
    )
    asked = session.scalar(asking) or date.min
    due = shares.open_payments(session, today, member.id)
    return sum(each.open for each in due if each.purpose is PaymentPurpose.COSTS and each.due_on > asked)


def _before(session: Session, late: Sequence[Late]) -> Sequence[DunningNotice]:
    """The letters that named one of these payments before, the first one first."""
    ids = [each.due_id for each in late]
    named = select(DunnedDue.notice_id).where(DunnedDue.due_id.in_(ids), ~DunnedDue.is_undone)
    found = select(DunningNotice).where(DunningNotice.id.in_(named)).order_by(DunningNotice.id)
    return session.scalars(found).unique().all()


def shown_of(session: Session, member: Member, level: DunningLevel, today: date) -> dict[str, object]:
    """What the page of a letter shows; whoever writes it later is told where it has changed."""
    found = preview(session, member, level, today)
    late = [f"{written(each.due_on)}: {euro(each.open)}" for each in found.late]
    return {"late": late, "total": euro(found.total)}


def find_stop(session: Session, member_id: int, today: date) -> DunningStop | None:
    """Why a member is not dunned on a day."""
    stops = select(DunningStop).where(DunningStop.member_id == member_id, DunningStop.lifted_at.is_(None))
    stop = session.scalar(stops)
    return stop if stop is not None and (stop.until is None or stop.until >= today) else None


def stops_of(session: Session, member_id: int) -> Sequence[DunningStop]:
    """Every stop of a member, the latest first."""
    found = select(DunningStop).where(DunningStop.member_id == member_id)
    return session.scalars(found.order_by(DunningStop.id.desc())).all()


def get_notice(session: Session, notice_id: int) -> DunningNotice:
    """A letter that must be there."""
    found = session.get(DunningNotice, notice_id)
    if found is None:
        raise NotFound
    return found


def notices_of(session: Session, member_id: int) -> Sequence[DunningNotice]:
    """Every dunning letter to a member, the latest first."""
    found = select(DunningNotice).where(DunningNotice.member_id == member_id)
    return session.scalars(found.order_by(DunningNotice.id.desc())).unique().all()


def later_about(session: Session, notice: DunningNotice) -> Sequence[DunningNotice]:
    """Letters that name a payment of this one on a later level."""
    due_ids = select(DunnedDue.due_id).where(DunnedDue.notice_id == notice.id)
    later = select(DunnedDue.notice_id).where(DunnedDue.due_id.in_(due_ids), DunnedDue.level > notice.level)
    return session.scalars(select(DunningNotice).where(DunningNotice.id.in_(later))).unique().all()


@dataclass(frozen=True)
class History:
    """How a member was dunned: letters, the stop that holds, and which letter may be written today."""

    notices: Sequence[DunningNotice]
    stop: DunningStop | None
    next_level: DunningLevel | None


def history_of(session: Session, member_id: int, today: date) -> History:
    """How a member was dunned, for its page."""
    late = _late(terms_now(session), today, [member_id])
    level = session.scalar(select(func.min(late.c.level)).where(late.c.level <= DunningLevel.LAST))
    stop = find_stop(session, member_id, today)
    return History(notices_of(session, member_id), stop, DunningLevel(level) if level else None)


@dataclass(frozen=True)
class Named:
    """A payment that a letter named: what was open of it then, and now; cents."""

    purpose: PaymentPurpose
    due_on: date
    document: str
    then: Cents
    now: Cents


def named_now(session: Session, notice: DunningNotice) -> list[Named]:
    """The payments that a letter named, by day; of one that is owed no more nothing is open."""
    dues = shares.unreversed_dues([notice.member_id])
    still = func.coalesce(dues.c.open, 0)
    found = (
        select(PaymentDue.purpose, PaymentDue.due_on, PaymentDue.document, DunnedDue.open, still)
        .join(DunnedDue, DunnedDue.due_id == PaymentDue.id)
        .outerjoin(dues, dues.c.id == PaymentDue.id)
        .where(DunnedDue.notice_id == notice.id)
    )
    return [Named(*row) for row in session.execute(found.order_by(PaymentDue.due_on, PaymentDue.id))]


def list_notices(session: Session, wanted: Ordered, level: int | None = None) -> tuple[Sequence[DunningNotice], int]:
    """One page of the letters written, and how many there are in all."""
    to_whom = select(DunningNotice).join(Member, Member.id == DunningNotice.member_id)
    found = to_whom.join(Party, Party.id == Member.party_id).where(*found_by(wanted.words, DunningNotice.number))
    if level:
        found = found.where(DunningNotice.level == level)
    keys: dict[str, Any] = {
        "notice": DunningNotice.id, "name": Party.sort_name, "number": Member.number, "amount": DunningNotice.amount,
        "until": DunningNotice.payable_until, "level": DunningNotice.level,
    }
    counted = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = shown(found, wanted, keys[wanted.sort], DunningNotice.id)
    return session.scalars(page).unique().all(), counted


def count_notices(session: Session) -> int:
    """How many letters were written in all."""
    return session.scalar(select(func.count()).select_from(DunningNotice)) or 0
