"""What of a credit stays on the shares of who gave up others: it is not paid out (§§ 22 (4), 67b GenG; R-PAY-04)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents
from app.members.models import MembershipPeriod
from app.settlements.models import Settlement
from app.settlements.queries.settlements import STANDS
from app.settlements.rules import SettlementKind
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import ShareGround
from app.statutes import queries as statutes


@dataclass(frozen=True)
class GivenUp:
    """Who gave up shares, the last day on which they were held, and by which entry of the share ledger."""

    member_id: int
    last_day: date
    entry_id: int


def bound_by_shares(session: Session, given_up: Collection[GivenUp]) -> Mapping[GivenUp, Cents]:
    """What stays of each credit on the shares kept and on those taken since (R-PAY-04); cents.

    What was handed on since took its credit along; what was given up since counts as held until another settlement
    claims what it has released. All of them in as many statements as one.
    """
    if not given_up:
        return {}
    ids = {each.member_id for each in given_up}
    left, later = _left_and_settled(session, ids), _not_settled(session, ids)
    kept = shares.on_shares_kept(session, {
        (each.member_id, each.last_day, each.entry_id): [
            entry_id for day, entry_id in later[each.member_id] if (day, entry_id) > (each.last_day, each.entry_id)
        ]
        for each in given_up
    })
    return {
        each: 0 if left.get(each.member_id, each.last_day) > each.last_day
        else kept[each.member_id, each.last_day, each.entry_id]
        for each in given_up
    }


def may_be_released(today: date) -> ColumnElement[bool]:
    """The condition that something of a credit may lie above what `bound_by_shares` leaves on the shares kept.

    It finds among the entries that gave shares up those worth reading: where no share was taken since, the nominal of
    all that are held stays (§ 22 (4) GenG); where one was, that is looked at in each case (R-PAY-04).
    """
    other, credit = aliased(ShareEntry), aliased(CreditEntry)
    counts = or_(other.effective_on <= today, other.ground == ShareGround.TRANSFER_OUT)
    held = select(func.coalesce(shares.total(other.change), 0)).where(other.member_id == ShareEntry.member_id, counts)
    paid = select(func.coalesce(shares.total(credit.amount), 0)).where(credit.member_id == ShareEntry.member_id)
    nominal = held.scalar_subquery() * func.coalesce(statutes.share_amount_on(today), 0)
    has_taken = exists().where(
        other.member_id == ShareEntry.member_id, other.effective_on > ShareEntry.effective_on, other.change > 0,
        other.ground.not_in((ShareGround.SPLIT, ShareGround.REVERSAL)),
    )
    return or_(paid.scalar_subquery() > nominal, has_taken)


def _not_settled(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[tuple[date, int]]]:
    """The entries by which members gave up shares and that no settlement is about, with their days."""
    settled = select(Settlement.share_entry_id).where(
        Settlement.member_id.in_(ids), Settlement.share_entry_id.is_not(None), STANDS
    )
    entry = ShareEntry
    found = select(entry.member_id, entry.effective_on, entry.id).where(
        entry.member_id.in_(ids), entry.ground == ShareGround.CANCELLATION, shares.kept(entry),
        entry.multiplies_id.is_(None), entry.id.not_in(settled),
    )
    later: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for member_id, day, entry_id in session.execute(found):
        later[member_id].append((day, entry_id))
    return later


def _left_and_settled(session: Session, ids: Collection[int]) -> Mapping[int, date]:
    """The last day of members whose exit is settled: all that is left is claimed by that settlement."""
    left = select(Settlement.member_id, MembershipPeriod.last_day).join(
        MembershipPeriod, MembershipPeriod.id == Settlement.period_id
    ).where(Settlement.member_id.in_(ids), Settlement.kind == SettlementKind.EXIT, STANDS)
    return {member_id: last_day for member_id, last_day in session.execute(left) if last_day is not None}
