"""What of a credit stays on the shares of who gave up others: it is not paid out (§§ 22 (4), 67b GenG; R-PAY-04)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents
from app.members import queries as members
from app.settlements.models import Settlement, SettlementEntry
from app.settlements.queries.settlements import LEFT, STANDS
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries import Later
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

    What was handed on since took its credit along; what ended since counts as held, also where it was settled before
    the last of its money came. What such a settlement still claims is not in it. All of them in as many statements as
    one.
    """
    if not given_up:
        return {}
    ids = {each.member_id for each in given_up}
    notices, claimed, began = _given_up_by(session, ids), _claimed_by(session, ids), _began(session, ids)
    payouts = _paid_out_by(session, ids)

    def later(about: GivenUp) -> Later:
        since = about.last_day, about.entry_id
        return Later(
            [entry_id for day, entry_id in notices[about.member_id] if (day, entry_id) > since],
            [credit_entry_id for end, credit_entry_id in payouts[about.member_id] if end > since],
        )

    kept = shares.on_shares_kept(
        session, {(each.member_id, each.last_day, each.entry_id): later(each) for each in given_up}
    )

    def claimed_later(about: GivenUp) -> Cents:
        again = min((day for day in began[about.member_id] if day > about.last_day), default=date.max)
        since = about.last_day, about.entry_id
        return sum(left for end, left in claimed[about.member_id] if since < end < (again, 0))

    return {
        each: max(kept[each.member_id, each.last_day, each.entry_id] - claimed_later(each), 0) for each in given_up
    }


def may_be_released(today: date) -> ColumnElement[bool]:
    """The condition that something of a credit may lie above what `bound_by_shares` leaves on the shares kept.

    It finds among the entries that gave shares up those worth reading: where no share was taken since, the nominal of
    all that are held stays (§ 22 (4) GenG); where one was, or where a share comes to more since, that is looked at in
    each case (R-PAY-04).
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
    return or_(paid.scalar_subquery() > nominal, has_taken, ShareEntry.effective_on < statutes.last_raised_on(today))


def _given_up_by(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[tuple[date, int]]]:
    """The entries by which members gave up shares, with their days."""
    entry = ShareEntry
    found = select(entry.member_id, entry.effective_on, entry.id).where(
        entry.member_id.in_(ids), entry.ground == ShareGround.CANCELLATION, shares.kept(entry),
        entry.multiplies_id.is_(None),
    )
    later: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for member_id, day, entry_id in session.execute(found):
        later[member_id].append((day, entry_id))
    return later


def shares_kept(session: Session, member_id: int, last_day: date, entry_id: int) -> int:
    """How many shares remain when an entry gave some up on a day; what a later entry gives up that day is still there.
    """
    entry = ShareEntry
    later = select(func.coalesce(shares.total(-entry.change), 0)).where(
        entry.member_id == member_id, entry.effective_on == last_day, entry.id > entry_id,
        entry.ground == ShareGround.CANCELLATION, shares.kept(entry),
    )
    held = shares.shares_held(session, member_id, last_day + timedelta(days=1))
    return held + (session.scalar(later) or 0)


def _claimed_by(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[tuple[tuple[date, float], Cents]]]:
    """What the settlements of members that stand still claim, each with its last day and its entry, an exit the last.
    """
    found = select(Settlement.member_id, Settlement.last_day, Settlement.share_entry_id, LEFT).where(
        Settlement.member_id.in_(ids), STANDS
    )
    claimed: dict[int, list[tuple[tuple[date, float], Cents]]] = defaultdict(list)
    for member_id, last_day, entry_id, left in session.execute(found):
        claimed[member_id].append(((last_day, entry_id or inf), left))
    return claimed


def _paid_out_by(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[tuple[tuple[date, float], int]]]:
    """What was taken from the credits of members by their settlements, each as `_claimed_by`, by its credit entry."""
    found = (
        select(Settlement.member_id, Settlement.last_day, Settlement.share_entry_id, SettlementEntry.credit_entry_id)
        .join(SettlementEntry, SettlementEntry.settlement_id == Settlement.id).where(Settlement.member_id.in_(ids))
    )
    taken: dict[int, list[tuple[tuple[date, float], int]]] = defaultdict(list)
    for member_id, last_day, entry_id, credit_entry_id in session.execute(found):
        taken[member_id].append(((last_day, entry_id or inf), credit_entry_id))
    return taken


def _began(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[date]]:
    """The first days of the memberships of members."""
    period, began = members.memberships().subquery(), defaultdict[int, list[date]](list)
    for member_id, first_day in session.execute(
        select(period.c.member_id, period.c.first_day).where(period.c.member_id.in_(ids))
    ):
        began[member_id].append(first_day)
    return began
