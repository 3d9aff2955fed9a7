"""Whether the credit still covers what is to be paid: money may have come back since it was settled (R-SEPA-10)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from math import inf

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import mapping_of
from app.core.values import Cents
from app.members import queries as members
from app.settlements.models import Settlement
from app.settlements.queries.bases import candidates, credit_entries_of, credit_of, find_basis_of
from app.settlements.queries.bound import GivenUp, bound_by_shares
from app.settlements.queries.settlements import find_confirmed, open_ones, settlements_of
from app.settlements.rules import SettlementKind, SettlementState
from app.shares import queries as shares
from app.shares.models import PaymentReceived

_CLAIMED = (
    SettlementState.OPEN, SettlementState.OWED, SettlementState.CLEARED, SettlementState.WRITTEN_OFF,
    SettlementState.PAID, SettlementState.LAPSED,
)
"""Settlements that stand and claim all the credit that there was."""


def covered_of_all(
    session: Session, settlements: Sequence[Settlement], open_now: Sequence[Settlement], today: date
) -> dict[int, Cents]:
    """Settlement → what the credit holds for it, without what others of the member claim; cents (R-PAY-02, R-PAY-04).

    Of who stays only what lies above the nominal of the shares kept (§§ 22 (4), 67b GenG). Below zero where that is not
    covered either. `open_now`: every settlement of which something is still to be paid.
    """
    sums, ids = shares.credit_sums(date.max).subquery(), {each.member_id for each in settlements}
    of_them = select(sums.c.member_id, sums.c.credit).where(sums.c.member_id.in_(ids))
    credit, again = mapping_of(session, of_them), _entered_again(session, settlements)
    bound = _bound(session, settlements, today)
    claims: dict[int, list[Settlement]] = defaultdict(list)
    for each in open_now:
        claims[each.member_id].append(each)
    found: dict[int, Cents] = {}
    for each in settlements:
        basis = find_basis_of(session, each) if each.id in again else None
        of_it = credit_of(session, basis) if basis else 0
        held = of_it if each.id in again else credit.get(each.member_id, 0)
        until = each.last_day if each.kind is SettlementKind.EXIT else basis.until if basis else date.max
        found[each.id] = held - _claimed_beside(each, claims[each.member_id], until) - bound.get(each.id, 0)
    return found


def uncovered(session: Session, today: date) -> list[Settlement]:
    """The settlements of which more is still to be paid than the credit holds (§ 73 GenG; R-SEPA-10)."""
    settlements = open_ones(session)
    covered = covered_of_all(session, settlements, settlements, today)
    return [each for each in settlements if each.left > covered[each.id]]


def unclaimed_of(session: Session, settlement: Settlement, today: date) -> Cents:
    """What the credit holds beyond what a settlement still pays: what came in later is in none (R-PAY-02, R-PAY-07).

    Cents; without what others of the member are still to be settled for; nothing of one that does not stand, nor of one
    that another of the same has followed.
    """
    about = settlement.period_id, settlement.share_entry_id
    if settlement.state not in _CLAIMED or find_confirmed(session, *about) is not settlement:
        return 0
    covered = covered_of_all(session, [settlement], open_ones(session, settlement.member_id), today)
    others = sum(
        max(each.credit, 0) for each in candidates(session, today, settlement.member_id)
        if each.basis.place < _place(settlement)[:2]
    )
    return max(covered[settlement.id] - settlement.left - others, 0)


def owed_back_of(session: Session, settlement: Settlement, today: date) -> Cents:
    """What was paid out of a settlement and is no more there, since money came back (§ 812 BGB; R-SEPA-10).

    Cents; nothing while something of it is still to be paid, which waits for it then. What is missing of a membership
    is owed once: by what was over last, and was settled last, first; what is still to be paid of others only waits.
    """
    if settlement.state is not SettlementState.PAID:
        return 0
    basis = find_basis_of(session, settlement)
    until = basis.until if basis else settlement.last_day
    paid = [
        each for each in settlements_of(session, settlement.member_id)
        if each.state is SettlementState.PAID and _place(settlement) <= _place(each) and each.last_day <= until
    ]
    covered, owed = covered_of_all(session, paid, (), today), 0
    for each in sorted(paid, key=_place, reverse=True):
        told, owed = owed, owed + min(max(-covered[each.id] - owed, 0), each.paid)
    return owed - told


def _place(settlement: Settlement) -> tuple[date, float, int]:
    """Where a settlement comes among those of a member: by what was over first, an exit the last of a day."""
    return settlement.last_day, settlement.share_entry_id or inf, settlement.id


def paid_out_with(session: Session, payment: PaymentReceived, today: date) -> list[tuple[str, Cents]]:
    """What was paid out of a credit that would no more cover it without a payment on shares (§ 812 BGB; R-SEPA-10).

    The number of each settlement and what was paid of it, in cents, the oldest first. Part of it may be owed again once
    the payment comes back or is taken back.
    """
    paid = [
        each for each in reversed(settlements_of(session, payment.member_id)) if each.state is SettlementState.PAID
        and (basis := find_basis_of(session, each)) is not None
        and payment.credit_entry_id in {entry.id for entry in credit_entries_of(session, basis)}
    ]
    covered = covered_of_all(session, paid, open_ones(session, payment.member_id), today) if paid else {}
    return [(each.number, each.paid) for each in paid if covered[each.id] < payment.amount]


def _entered_again(session: Session, settlements: Sequence[Settlement]) -> Collection[int]:
    """The settlements after which the same member joined again: the credit in the ledger is not all theirs."""
    periods = members.memberships().subquery()
    joined = select(Settlement.id).join(periods, periods.c.member_id == Settlement.member_id).where(
        Settlement.id.in_([each.id for each in settlements]), periods.c.first_day > Settlement.last_day,
    )
    return set(session.scalars(joined))


def _claimed_beside(settlement: Settlement, claims: Sequence[Settlement], until: date) -> Cents:
    """What the member's other settlements still claim; those of a later membership claim no credit of an earlier."""
    return sum(each.left for each in claims if each is not settlement and each.last_day <= until)


def bound_of(session: Session, settlement: Settlement, today: date) -> Cents:
    """What the shares kept bind of the credit of who gave up others (§§ 22 (4), 67b GenG; R-PAY-04)."""
    return _bound(session, [settlement], today)[settlement.id]


def _bound(session: Session, settlements: Sequence[Settlement], today: date) -> dict[int, Cents]:
    """What the shares kept bind of the credit of each who goes on; of who left nothing is bound."""
    partial = {
        each.id: GivenUp(each.member_id, each.last_day, each.share_entry_id)
        for each in settlements if each.share_entry_id is not None
    }
    bound = bound_by_shares(session, set(partial.values()))
    return {settlement_id: bound[given_up] for settlement_id, given_up in partial.items()}
