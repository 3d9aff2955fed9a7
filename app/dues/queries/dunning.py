"""Reads of dunning: the levels, how far each payment is dunned, what may be written about today, who is stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.archive.models import IssuedDocument
from app.archive.rules import Standing
from app.core.formats import day as written
from app.core.formats import euro
from app.core.jobs import Job
from app.core.values import Cents
from app.dues.models import DunnedDue, DunningNotice, DunningStop, DunningTerm
from app.dues.queries.amounts import asked_too_much
from app.dues.rules import RUN_JOB, USUAL_TERMS, DunningLevel, DunningTerms, LevelTerms, before_day
from app.members.models import Member as Member
from app.shares import queries as shares
from app.shares.models import PaymentDue
from app.shares.rules import PaymentPurpose

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


def spoken_of(named: Select[Any]) -> CTE:
    """The payments that letters speak of: `named_id` is what these `DunnedDue` rows name, `due_id` what is owed for it.

    A row taken back lives on in the one that continues it on the same day; what was written of an instalment was
    written of the debt it was a part of. An instalment on a day of its own begins anew: so it was agreed.
    """
    child, former = aliased(PaymentDue), aliased(PaymentDue)
    up = select(child.id.label("known"), child.continues_id.label("follows")).where(child.continues_id.is_not(None))
    down = select(former.id, child.id).join(child, child.continues_id == former.id).where(child.due_on == former.due_on)
    steps = union_all(up, down).subquery("steps")
    columns = (DunnedDue.due_id.label("named_id"), DunnedDue.due_id, DunnedDue.notice_id, DunnedDue.level)
    found = named.with_only_columns(*columns).cte("spoken_of", recursive=True)
    further = select(found.c.named_id, steps.c.follows, found.c.notice_id, found.c.level)
    return found.union(further.join(steps, steps.c.known == found.c.due_id))


def _that_count(members: Sequence[int] | None) -> CTE:
    """The payments that letters to these members speak of which were not taken back; without any, to all."""
    named = select(DunnedDue).where(~DunnedDue.is_undone)
    if members is not None:
        named = named.where(
            DunnedDue.notice_id.in_(select(DunningNotice.id).where(DunningNotice.member_id.in_(members)))
        )
    return spoken_of(named)


def _reached(members: Sequence[int] | None) -> Subquery:
    """How far each payment is dunned, and until when the last letter asked; a letter that is void does not count."""
    named = _that_count(members)
    found = (
        select(
            named.c.due_id, func.max(named.c.level).label("level"), func.max(DunningNotice.payable_until).label("until")
        )
        .join(DunningNotice, DunningNotice.id == named.c.notice_id)
        .join(IssuedDocument, IssuedDocument.id == DunningNotice.letter_id)
        .where(IssuedDocument.standing == Standing.VALID)
    )
    return found.group_by(named.c.due_id).subquery("reached")


def stopped_on(today: date) -> Select[int]:
    """The members that are not dunned on a day."""
    holds = or_(DunningStop.until.is_(None), DunningStop.until >= today)
    return select(DunningStop.member_id).where(DunningStop.lifted_at.is_(None), holds)


def to_dun(session: Session, today: date, members: Sequence[int] | None = None) -> Subquery:
    """Late payments, each with the level of the letter that may be written about it today, or EXHAUSTED.

    Costs are dunned with what caused them, not for themselves. Who is asked already by a letter whose day has not
    passed, who is stopped, what has lapsed (§ 214 BGB; R-SHR-06), and a contribution that is not owed by whom its
    amendment does not bind (§ 67a GenG; R-EXIT-06), is left out.
    """
    terms, dues, reached = terms_now(session), shares.unreversed_dues(members), _reached(members)
    not_owed = [each.contribution.due_id for each in asked_too_much(session, today)]
    level: ColumnElement[int] = func.coalesce(reached.c.level, 0) + 1
    late = (
        select(dues.c.id, dues.c.member_id, dues.c.purpose, dues.c.due_on, dues.c.open, level.label("level"))
        .outerjoin(reached, reached.c.due_id == dues.c.id)
        .where(
            dues.c.open > 0, dues.c.due_on < today, dues.c.purpose != PaymentPurpose.COSTS,
            dues.c.member_id.not_in(stopped_on(today)), dues.c.id.not_in(not_owed),
            ~shares.has_lapsed(dues.c.purpose, dues.c.due_on, today),
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
    late = to_dun(session, today, [member.id])
    chosen = select(late.c.id, late.c.purpose, late.c.due_on, late.c.open).where(late.c.level == level)
    found = [Late(*row) for row in session.execute(chosen.order_by(late.c.due_on, late.c.id))]
    return Preview(
        level=level, late=found, costs=_costs(session, member, today) if found else 0, fee=terms.levels[level].fee,
        payable_until=terms.levels[level].payable_on(today), before=_before(session, member, found),
        stopped=stop.reason if stop else "", clause=terms.clause if level is DunningLevel.LAST else "",
    )


def _costs(session: Session, member: Member, today: date) -> Cents:
    """Costs that are due and that no letter asks for already whose day has not passed; cents."""
    asking = select(func.max(DunningNotice.dated_on)).where(
        DunningNotice.member_id == member.id, DunningNotice.ended_at.is_(None), DunningNotice.payable_until >= today
    )
    asked = session.scalar(asking) or date.min
    due = shares.open_payments(session, today, member.id)
    costs = [each for each in due if each.purpose is PaymentPurpose.COSTS and not each.is_lapsed(today)]
    return sum(each.open for each in costs if each.due_on > asked)


def _before(session: Session, member: Member, late: Sequence[Late]) -> Sequence[DunningNotice]:
    """The letters that spoke of one of these payments before, the first one first."""
    named = _that_count([member.id])
    speaking = select(named.c.notice_id).where(named.c.due_id.in_([each.due_id for each in late]))
    found = select(DunningNotice).where(DunningNotice.id.in_(speaking)).order_by(DunningNotice.id)
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


def find_open_run(session: Session) -> Job | None:
    """The run of letters that waits, goes on or is paused; there is one at most."""
    return session.scalar(select(Job).where(Job.kind == RUN_JOB, Job.finished_at.is_(None)).limit(1))
