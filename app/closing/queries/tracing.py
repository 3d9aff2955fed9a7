"""Whether what a used result meant for the members stands in the credit ledger (§ 19 GenG; R-FIN-05, R-FIN-06)."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.closing.models import Appropriation, AppropriationShare
from app.closing.queries.results import use_is_undone
from app.shares.models import CreditEntry

_SHARE = AppropriationShare


def results_without_trace(session: Session) -> Sequence[Appropriation]:
    """Uses of a result of which the ledger says something else, or whose parts are not what all members were to get.

    Each part that was credited or written off stands there with its amount, for its member; undone with its use.
    """
    entry, undoing = aliased(CreditEntry), aliased(CreditEntry)
    is_other = or_(entry.amount != _SHARE.credited, entry.member_id != _SHARE.member_id,
                   undoing.id.is_not(None) != use_is_undone())
    booked = select(_SHARE.appropriation_id).join(Appropriation, Appropriation.id == _SHARE.appropriation_id)
    booked = booked.join(entry, entry.id == _SHARE.credit_entry_id).outerjoin(undoing, undoing.reverses_id == entry.id)
    sums = select(
        _SHARE.appropriation_id.label("use"), func.sum(_SHARE.portion).label("portion"),
        func.sum(_SHARE.interest).label("interest"),
    ).group_by(_SHARE.appropriation_id).subquery()
    portion, interest = func.coalesce(sums.c.portion, 0), func.coalesce(sums.c.interest, 0)
    found = select(Appropriation).outerjoin(sums, sums.c.use == Appropriation.id).where(or_(
        Appropriation.to_members != portion, Appropriation.interest != interest,
        Appropriation.id.in_(booked.where(is_other)),
    ))
    return session.scalars(found.order_by(Appropriation.id)).all()
