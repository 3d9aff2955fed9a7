"""The credit of earlier memberships that is not paid out yet, of those who joined again (§§ 15b (2), 73 GenG)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from app.closing.models import Appropriation, AppropriationShare
from app.core.values import Cents
from app.members import queries as members
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.rules import CreditLine, credit_of_earlier
from app.shares import queries as shares
from app.shares.models import CreditEntry
from app.shares.queries import Ids
from app.shares.rules import CreditGround
from app.statutes import queries as statutes


def earlier_credit_at_close(
    session: Session, day: date, known_at: datetime | None = None, ids: Ids | None = None
) -> dict[int, Cents]:
    """What stands when a day is over of the credit of earlier memberships, by member id; cents (R-MOV-03).

    Of these members, or of all. Who has nothing of that kind is not named; nothing more is read where nobody had
    joined again by then.
    """
    spans = _joined_again(session, day, known_at, ids)
    if not spans:
        return {}
    lines: dict[int, list[CreditLine]] = {}
    for member_id, line in _lines(session, day, known_at, list(spans)):
        lines.setdefault(member_id, []).append(line)
    closes = [year.last_day for year in statutes.fiscal_years(session)]
    found = {
        member_id: credit_of_earlier(
            lines.get(member_id, ()), began, min((close for close in closes if close >= left), default=left)
        )
        for member_id, (left, began) in spans.items()
    }
    return {member_id: amount for member_id, amount in found.items() if amount}


def _joined_again(
    session: Session, day: date, known_at: datetime | None, ids: Ids | None
) -> Mapping[int, tuple[date, date]]:
    """Of who was a member before the membership of a day: when the last one before it ended, and when this one began.
    """
    period = members.memberships(known_at).subquery("period")
    begun = select(period.c.member_id, period.c.first_day, period.c.last_day).where(
        period.c.first_day <= day, period.c.member_id.in_(shares.joined_again())
    )
    if ids is not None:
        begun = begun.where(period.c.member_id.in_(ids))
    spans: dict[int, tuple[date, date]] = {}
    left: dict[int, date] = {}
    for member_id, first_day, last_day in session.execute(begun.order_by(period.c.member_id, period.c.first_day)):
        if member_id in left:
            spans[member_id] = left[member_id], first_day
        left[member_id] = last_day or date.max
    return spans


def _lines(
    session: Session, day: date, known_at: datetime | None, ids: Sequence[int]
) -> list[tuple[int, CreditLine]]:
    """The entries of the credit of those who joined again; a reversal goes with what it undoes.

    So does money that came back with its payment, as in a settlement (R-SEPA-10).
    """
    entry, undone = CreditEntry, aliased(CreditEntry)
    meant, of = func.coalesce(entry.reverses_id, entry.id), func.coalesce(undone.ground, entry.ground)
    booked_on = func.coalesce(undone.effective_on, entry.effective_on)
    counts_on = case((of == CreditGround.RETURNED_PAYMENT, shares.belongs_to_day()), else_=booked_on)
    query = (
        select(
            entry.member_id, entry.amount, counts_on, of, Settlement.last_day, Appropriation.year_end,
        )
        .select_from(entry)
        .outerjoin(undone, undone.id == entry.reverses_id)
        .outerjoin(SettlementEntry, SettlementEntry.credit_entry_id == meant)
        .outerjoin(Settlement, Settlement.id == SettlementEntry.settlement_id)
        .outerjoin(AppropriationShare, AppropriationShare.credit_entry_id == meant)
        .outerjoin(Appropriation, Appropriation.id == AppropriationShare.appropriation_id)
        .where(entry.member_id.in_(ids), shares.counts_at_close(entry, day, known_at))
    )
    taken_out = (CreditGround.PAYOUT, CreditGround.LAPSED)
    return [
        (member_id, CreditLine(amount, counts_on, settled_of, result_of, ground in taken_out and settled_of is None))
        for member_id, amount, counts_on, ground, settled_of, result_of in session.execute(query)
    ]
