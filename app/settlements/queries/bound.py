"""What of a credit stays on the shares of who gave up others: it is not paid out (§§ 22 (4), 67b GenG; R-PAY-04)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents
from app.members.models import MembershipPeriod
from app.settlements.models import Settlement
from app.settlements.queries.settlements import STANDS
from app.settlements.rules import SettlementKind, bound_by
from app.shares import queries as shares
from app.shares.models import CreditEntry, ShareEntry
from app.shares.rules import CreditGround, ShareGround, counts_from, parts_between
from app.statutes import queries as statutes
from app.statutes.rules import ONE_DAY

_PAYS_IN = (CreditGround.PAYMENT, CreditGround.RETURNED_PAYMENT, CreditGround.TRANSFER_IN)


@dataclass(frozen=True)
class GivenUp:
    """Who gave up shares, and the last day on which they were held."""

    member_id: int
    last_day: date


@dataclass(frozen=True)
class _Moved:
    """What an entry of the share ledger changes, in shares of today, from a day on; `is_settled`: with a settlement."""

    ground: ShareGround
    since: date
    change: int
    is_settled: bool


def bound_by_shares(session: Session, given_up: Collection[GivenUp], today: date) -> Mapping[GivenUp, Cents]:
    """What stays of each credit: the nominal of the shares kept, and what was paid since on those taken since.

    In shares of today (R-SHR-09). What was handed on since took its credit along; what ended since has one of its own,
    which another settlement claims as soon as there is one. All of them in as many statements as one.
    """
    if not given_up:
        return {}
    ids = {each.member_id for each in given_up}
    amount, moved = statutes.statute_on(session, today).share_amount, _moved(session, ids, today)
    paid, left = _paid_in(session, ids), _left_and_settled(session, ids)
    return {
        each: _bound(each, moved[each.member_id], paid[each.member_id], left.get(each.member_id), amount)
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


def _bound(
    given_up: GivenUp, moved: Sequence[_Moved], paid: Iterable[tuple[date, Cents]], left_on: date | None, amount: Cents
) -> Cents:
    if left_on is not None and left_on > given_up.last_day:
        return 0
    begins = given_up.last_day + ONE_DAY
    then = sum(each.change for each in moved if each.since <= begins)
    since = [each for each in moved if each.since > begins]
    gone = -sum(each.change for each in since if each.ground is ShareGround.TRANSFER_OUT or each.is_settled)
    taken = sum(each.change for each in since if each.change > 0)
    return bound_by(then - gone, taken, sum(change for day, change in paid if day > given_up.last_day), amount)


def _moved(session: Session, ids: Collection[int], today: date) -> Mapping[int, Sequence[_Moved]]:
    """What stands in the share ledgers of members; what a splitting made of an entry is told with it."""
    splittings = statutes.splittings(session)
    standing = select(ShareEntry).where(
        ShareEntry.member_id.in_(ids), shares.kept(ShareEntry), ShareEntry.ground != ShareGround.SPLIT
    )
    entries = session.scalars(standing).all()
    multiplied: dict[int, int] = defaultdict(int)
    for entry in entries:
        multiplied[entry.multiplies_id or entry.id] += entry.change
    settled = set(session.scalars(select(Settlement.share_entry_id).where(Settlement.member_id.in_(ids), STANDS)))
    found: dict[int, list[_Moved]] = defaultdict(list)
    for entry in entries:
        if entry.multiplies_id is None:
            change = multiplied[entry.id] * parts_between(splittings, entry.effective_on, today)
            since = counts_from(entry.ground, entry.change, entry.effective_on)
            found[entry.member_id].append(_Moved(entry.ground, since, change, entry.id in settled))
    return found


def _paid_in(session: Session, ids: Collection[int]) -> Mapping[int, Sequence[tuple[date, Cents]]]:
    """What came in on the shares of members, or with shares handed to them, and what of it came back."""
    paid: Any = select(CreditEntry.member_id, CreditEntry.effective_on, CreditEntry.amount).where(
        CreditEntry.member_id.in_(ids), shares.kept(CreditEntry), CreditEntry.ground.in_(_PAYS_IN)
    )
    found: dict[int, list[tuple[date, Cents]]] = defaultdict(list)
    for member_id, day, amount in session.execute(paid):
        found[member_id].append((day, amount))
    return found


def _left_and_settled(session: Session, ids: Collection[int]) -> Mapping[int, date]:
    """The last day of members whose exit is settled: all that is left is claimed by that settlement."""
    left = select(Settlement.member_id, MembershipPeriod.last_day).join(
        MembershipPeriod, MembershipPeriod.id == Settlement.period_id
    ).where(Settlement.member_id.in_(ids), Settlement.kind == SettlementKind.EXIT, STANDS)
    return {member_id: last_day for member_id, last_day in session.execute(left) if last_day is not None}
