"""Reads of the letters written: one, those of a member, what each named and what is open of that, all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from app.archive.models import PrintItem
from app.core.values import Cents, NotFound
from app.dues.models import DunnedDue, DunningNotice
from app.dues.queries.dunning import spoken_of
from app.dues.queries.lists import found_by, shown
from app.members.models import Member
from app.parties.models import Party
from app.shares import queries as shares
from app.shares.models import PaymentDue
from app.shares.queries import Ordered
from app.shares.rules import PaymentPurpose

NOTICE_SORTS = ("-notice", "name", "number", "amount", "until", "level")


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


def fees_untold(session: Session, member_id: int) -> set[int]:
    """The fees, by id of what is asked, of a member's letters that wait to be posted: nobody has asked for them yet."""
    copy = aliased(PrintItem)
    waits = exists().where(copy.document_id == DunningNotice.letter_id, copy.discarded_at.is_(None))
    posted = exists().where(PrintItem.document_id == DunningNotice.letter_id, PrintItem.posted_at.is_not(None))
    found = select(DunningNotice.fee_due_id).where(
        DunningNotice.member_id == member_id, DunningNotice.ended_at.is_(None), DunningNotice.fee > 0, waits, ~posted
    )
    return {fee_due_id for fee_due_id in session.scalars(found) if fee_due_id is not None}


def later_about(session: Session, notice: DunningNotice) -> Sequence[DunningNotice]:
    """Letters that name a payment of this one on a later level, also where another row is owed for it since."""
    known = spoken_of(select(DunnedDue).where(DunnedDue.notice_id == notice.id))
    named = DunnedDue.due_id.in_(select(known.c.due_id))
    later = select(DunnedDue.notice_id).where(named, DunnedDue.level > notice.level)
    return session.scalars(select(DunningNotice).where(DunningNotice.id.in_(later))).unique().all()


@dataclass(frozen=True)
class Named:
    """A payment that a letter named: what was open of it then, and now; cents."""

    purpose: PaymentPurpose
    due_on: date
    document: str
    then: Cents
    now: Cents


def named_now(session: Session, notice: DunningNotice, known_before: datetime | None = None) -> list[Named]:
    """The payments that a letter named, by day; of one that is owed no more on its day nothing is open.

    With `known_before` what is open is as it stood before an act of that moment.
    """
    known, since = spoken_of(select(DunnedDue).where(DunnedDue.notice_id == notice.id)), aliased(PaymentDue)
    dues = shares.unreversed_dues([notice.member_id], known_before)
    found = (
        select(
            PaymentDue.purpose, PaymentDue.due_on, PaymentDue.document, DunnedDue.open,
            func.coalesce(shares.total(dues.c.open), 0),
        )
        .join(DunnedDue, DunnedDue.due_id == PaymentDue.id)
        .join(known, known.c.named_id == PaymentDue.id)
        .join(since, (since.id == known.c.due_id) & (since.due_on == PaymentDue.due_on))
        .outerjoin(dues, dues.c.id == since.id)
        .where(DunnedDue.notice_id == notice.id)
        .group_by(PaymentDue.id, PaymentDue.purpose, PaymentDue.due_on, PaymentDue.document, DunnedDue.open)
    )
    return [Named(*row) for row in session.execute(found.order_by(PaymentDue.due_on, PaymentDue.id))]


def list_notices(session: Session, wanted: Ordered, level: int | None = None) -> tuple[Sequence[DunningNotice], int]:
    """One page of the letters written, and how many there are in all."""
    to_whom = select(DunningNotice).join(Member, Member.id == DunningNotice.member_id)
    found = to_whom.join(Party, Party.id == Member.party_id).where(*found_by(wanted.words, DunningNotice.number))
    if level:
        found = found.where(DunningNotice.level == level)
    keys: dict[str, Any] = {
        "notice": DunningNotice.id, "name": Party.sort_name, "number": Member.number, "amount": DunningNotice.demanded,
        "until": DunningNotice.payable_until, "level": DunningNotice.level,
    }
    counted = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = shown(found, wanted, keys[wanted.sort], DunningNotice.id)
    return session.scalars(page).unique().all(), counted


def count_notices(session: Session) -> int:
    """How many letters were written in all."""
    return session.scalar(select(func.count()).select_from(DunningNotice)) or 0
