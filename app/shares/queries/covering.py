"""Credit handed over that covers on a day ahead what is open on the acquirer's shares until then (§ 76 GenG)."""

from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.core.jobs import ItemState, Job, JobItem
from app.core.values import Cents
from app.shares import rules
from app.shares.models import PaymentDue, ShareEntry
from app.shares.queries.ledgers import kept
from app.shares.queries.payments import owed_by_purpose
from app.shares.rules import COVER_JOB, CoverAhead, PaymentPurpose


def covers_ahead(session: Session, member_id: int) -> Sequence[CoverAhead]:
    """What credit handed over has still to cover for a member, the earliest day first; without transfers undone.

    It is ahead until the job has done it, be that later than its day.
    """
    steps = select(JobItem.reference).join(JobItem.job).where(
        Job.kind == COVER_JOB, JobItem.state != ItemState.DONE, JobItem.reference.startswith(f"{member_id}:")
    )
    planned = [CoverAhead.named(reference) for reference in session.scalars(steps)]
    standing = (each for each in planned if stands(session, each.entry_id))
    return sorted(standing, key=lambda each: (each.day, each.entry_id))


def stands(session: Session, entry_id: int) -> bool:
    """Say whether an entry of the share ledger was not undone since."""
    return session.scalar(select(ShareEntry.id).where(ShareEntry.id == entry_id, kept(ShareEntry))) is not None


def covered_ahead(session: Session, member_id: int) -> Cents:
    """How much of what is open on a member's shares credit handed over covers on a day ahead; cents.

    It is open until then, and nothing else is set against it.
    """
    planned = sum(each.amount for each in covers_ahead(session, member_id))
    return min(planned, owed_by_purpose(session, member_id).get(PaymentPurpose.SHARES, 0)) if planned else 0


def check_beside_cover(session: Session, member_id: int, amount: Cents, room: Cents) -> None:
    """Refuse to pay beyond a room what credit handed over covers on a day ahead (§ 7 no. 1 GenG; R-SHR-02)."""
    ahead = covered_ahead(session, member_id)
    if ahead:
        covers = covers_ahead(session, member_id)
        given = select(ShareEntry.document).where(ShareEntry.id.in_([each.entry_id for each in covers]))
        numbers = session.scalars(given.order_by(ShareEntry.id)).all()
        rules.check_beside_cover(amount, room, ahead, covers[-1].day, numbers)


def asked_no_more(session: Session, given: ShareEntry, member_id: int) -> Cents:
    """What of a member's payments fell away or was covered by shares handed over, or will be on its day; cents.

    `given` is the transferor's entry. What was paid of a payment stays asked for and is no part of it.
    """
    gone, kept_on = aliased(PaymentDue), aliased(PaymentDue)
    rows = select(gone.amount, kept_on.amount).outerjoin(
        kept_on, and_(kept_on.continues_id == gone.reverses_id, kept_on.recorded_at == gone.recorded_at)
    )
    of_it = rows.where(gone.share_entry_id == given.id, gone.amount < 0, gone.member_id == member_id)
    by_now = sum(-taken - (left or 0) for taken, left in session.execute(of_it))
    planned = sum(each.amount for each in covers_ahead(session, member_id) if each.entry_id == given.id)
    return by_now + min(planned, covered_ahead(session, member_id))
