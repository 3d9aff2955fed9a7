"""What stands against undoing an entry of the share ledger, asked by the page before the action, or a return."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.core.values import Cents, Refusal
from app.shares.models import PaymentReceived, ShareEntry
from app.shares.queries.handing_over import share_moments
from app.shares.queries.ledgers import holding_of, is_settled, kept, share_entries_of, total
from app.shares.rules import (
    GIVEN_UP,
    ShareGround,
    check_balances_after,
    check_credit_fits,
    check_not_of_split,
    check_not_settled,
    check_reversible,
    least_from,
    nominal_of,
)
from app.statutes import queries as statutes


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
    check_not_settled(is_settled(session, entry))
    kept = list(share_moments(session, entry.member_id, without=(entry.id,)))
    check_balances_after([least_from(kept, 0)])
    if entry.change > 0:
        shares_left = sum(change for _since, change in kept)
        given_up = [each for each in entries if each.ground in GIVEN_UP and each.id not in undone]
        waiting = [each for each in given_up if not shares_left or not is_settled(session, each)]
        _check_credit_fits(session, entry.member_id, shares_left - sum(each.change for each in waiting), today)


def _check_credit_fits(session: Session, member_id: int, shares: int, today: date) -> None:
    """Refuse what leaves more credit than shares; that of shares given up is there until it is paid out (§ 73 GenG)."""
    credit = holding_of(session, member_id, date.max).credit
    statute = statutes.find_statute_on(session, today)
    if credit and statute:
        check_credit_fits(credit, nominal_of(shares, statute.share_amount))


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
