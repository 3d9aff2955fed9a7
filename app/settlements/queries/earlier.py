"""The credit of earlier memberships that is not paid out yet, of those who joined again (§§ 15b (2), 73 GenG)."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.values import Cents
from app.members import queries as members
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.queries import Ids


def earlier_credit_at_close(
    session: Session, day: date, known_at: datetime | None = None, ids: Ids | None = None
) -> dict[int, Cents]:
    """What stands when a day is over of the credit of earlier memberships, by member id; cents (R-MOV-03).

    Of these members, or of all. Who has nothing of that kind is not named. What was still owed on the shares of then,
    what the result of their last year brought or took, and what was paid out of them, belongs to them whenever it came.
    """
    period = members.memberships(known_at).subquery("period")
    began = select(period.c.member_id, func.max(period.c.first_day).label("on")).where(
        period.c.first_day <= day, period.c.member_id.in_(shares.joined_again())
    )
    if ids is not None:
        began = began.where(period.c.member_id.in_(ids))
    again = began.group_by(period.c.member_id).having(func.count() > 1).subquery("again")
    left = select(CreditEntry.member_id, shares.total(CreditEntry.amount)).join(
        again, again.c.member_id == CreditEntry.member_id
    ).where(shares.belongs_to_day() < again.c.on, shares.counts_at_close(CreditEntry, day, known_at))
    found = session.execute(left.group_by(CreditEntry.member_id)).all()
    return {member_id: amount for member_id, amount in found if amount}
