"""What stands against undoing an entry of the share ledger, asked by the page before the action, or a return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents, Refusal
from app.members import queries as members
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.queries.handing_over import credit_changes, share_moments, taken_since
from app.shares.queries.ledgers import holding_of, kept, share_entries_of, total
from app.shares.queries.paid import released_without
from app.shares.queries.payments import advances_of, expected_payments_of, set_off_by
from app.shares.queries.refunds import refund_resting_on
from app.shares.queries.settled import settled_by
from app.shares.queries.taking_out import check_stands
from app.shares.rules import (
    GIVEN_UP,
    ShareGround,
    check_balances_after,
    check_credit_after,
    check_credit_fits,
    check_goes_on,
    check_is_payment,
    check_not_of_split,
    check_not_refunded,
    check_not_set_off,
    check_not_settled,
    check_pays_no_more,
    check_reversible,
    least_from,
    nominal_of,
    reopened_by,
)
from app.statutes import queries as statutes
from app.statutes.rules import FiscalYear


def hindrance_to_reversal(session: Session, entry: ShareEntry, today: date) -> Refusal | None:
    """Say what keeps an entry of the share ledger from being undone, and what helps (R-REG-05, R-SHR-02)."""
    try:
        _check(session, entry, today)
    except Refusal as refusal:
        return refusal
    return None


def _check(session: Session, entry: ShareEntry, today: date) -> None:
    entries = share_entries_of(session, entry.member_id)
    undone = {each.reverses_id for each in entries}
    check_not_of_split(entry.ground is ShareGround.SPLIT or entry.multiplies_id is not None)
    check_reversible(entry.reverses_id is not None, entry.id in undone)
    if entry.ground in GIVEN_UP:
        _check_may_be_held_again(session, entry)
    kept = list(share_moments(session, entry.member_id, without=(entry.id,)))
    check_balances_after([least_from(kept, 0)])
    if entry.change > 0:
        shares_left = sum(change for _since, change in kept)
        given_up = [each for each in entries if each.ground in GIVEN_UP and each.id not in undone]
        waiting = [each for each in given_up if not shares_left or not settled_by(session, each)]
        _check_credit_fits(session, entry.member_id, shares_left - sum(each.change for each in waiting), today)


def _check_may_be_held_again(session: Session, entry: ShareEntry) -> None:
    """Refuse to give shares back that were settled, after which the membership ended, or others were paid too much."""
    check_not_settled(settled_by(session, entry))
    period = members.get_period_on(session, entry.member_id, entry.effective_on)
    ended_by = [each.document for each in members.exits_of(session, period.id)]
    took = select(ShareEntry.id).where(
        ShareEntry.member_id == entry.member_id, ShareEntry.ground == ShareGround.EXIT, kept(ShareEntry),
        ShareEntry.effective_on == period.last_day,
    )
    ended_on = period.last_day if session.scalar(took.limit(1)) else None
    check_goes_on(ended_on, ended_by[-1] if ended_by else "")
    check_pays_no_more(released_without(session, entry), taken_since(session, entry.member_id, entry.effective_on))


def _check_credit_fits(session: Session, member_id: int, shares: int, today: date) -> None:
    """Refuse what leaves more credit than shares; that of shares given up is there until it is paid out (§ 73 GenG)."""
    credit = holding_of(session, member_id, date.max).credit
    statute = statutes.find_statute_on(session, today)
    if credit and statute:
        check_credit_fits(credit, nominal_of(shares, statute.share_amount))


def check_may_be_reversed(session: Session, payment: PaymentReceived) -> None:
    """Refuse to take a payment back on which something rests that must be undone first (R-REG-05, R-PAY-07)."""
    check_is_payment(payment.returns_id is not None)
    check_stands(session, payment)
    check_not_set_off(set_off_by(session, payment))
    refund = refund_resting_on(session, payment)
    check_not_refunded(refund.document if refund else "", refund.due_on if refund else None)
    if payment.credit_entry_id is not None:
        changes = [*credit_changes(session, payment.member_id), (payment.received_on, -payment.amount)]
        taken_by = taken_since(session, payment.member_id, payment.received_on)
        check_credit_after(least_from(changes, payment.received_on), taken_by)


@dataclass(frozen=True)
class ReversalPreview:
    """What it would bring about to take a payment back as if it had never come; cents.

    What is open and what of it is overdue, before and after; the credit of today, where it is one on shares; the closed
    years whose figures, as known from then on, differ from what was closed.
    """

    open: tuple[Cents, Cents]
    overdue: tuple[Cents, Cents]
    credit: tuple[Cents, Cents] | None
    closed: Sequence[FiscalYear]


def preview_reversal(session: Session, payment: PaymentReceived, today: date) -> ReversalPreview:
    """Judge a reversal without booking it; Refusal where it cannot be (R-REG-05)."""
    check_may_be_reversed(session, payment)
    dues = [each for each in expected_payments_of(session, payment.member_id) if each.purpose is payment.purpose]
    advance = advances_of(session, payment.member_id).get(payment.purpose, 0)
    reopened = reopened_by([(each.amount, each.open) for each in dues], advance, payment.amount)
    after = list(zip(dues, reopened, strict=True))
    is_of_shares = payment.credit_entry_id is not None
    credit, closed = holding_of(session, payment.member_id, today).credit, statutes.closed_through(session)
    years = statutes.fiscal_years(session) if is_of_shares and closed else []
    return ReversalPreview(
        (sum(each.open for each in dues), sum(reopened)),
        (sum(each.open for each in dues if each.is_overdue(today)),
         sum(left for each, left in after if each.is_overdue(today))),
        (credit, credit - payment.amount) if is_of_shares else None,
        [year for year in years if closed and payment.received_on <= year.last_day <= closed],
    )


def paid_since(session: Session, back: PaymentReceived) -> Cents:
    """What a member paid for the same purpose after a row of its payments was entered, less what was taken back."""
    later = select(total(PaymentReceived.amount)).where(
        PaymentReceived.member_id == back.member_id, PaymentReceived.purpose == back.purpose,
        PaymentReceived.id > back.id,
    )
    return session.scalar(later) or 0


def were_shares_undone_since(session: Session, back: PaymentReceived) -> bool:
    """Whether shares entered by mistake were taken back after a row of the member's payments (R-REG-05).

    What takes back or renews what a splitting added takes no shares from anybody (R-SHR-09).
    """
    undoing, undone = ShareEntry, aliased(ShareEntry)
    found = select(undoing.id).join(undone, undone.id == undoing.reverses_id).where(
        undoing.member_id == back.member_id, undoing.change < 0, undoing.recorded_at >= back.recorded_at,
        undone.ground != ShareGround.SPLIT, undone.multiplies_id.is_(None),
    )
    return session.scalar(found.limit(1)) is not None


def were_shares_handed_on_since(session: Session, back: PaymentReceived) -> bool:
    """Whether shares were handed on, and still are, since a row of the member's payments was entered (§ 76 GenG)."""
    handed_on = select(ShareEntry.id).where(
        ShareEntry.member_id == back.member_id, ShareEntry.ground == ShareGround.TRANSFER_OUT, kept(ShareEntry),
        ShareEntry.recorded_at >= back.recorded_at,
    )
    return session.scalar(handed_on.limit(1)) is not None
