"""What was taken out of the credit for shares that ended: it stands against giving them back (§§ 67b, 73 GenG)."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.shares.models import CreditEntry, ShareEntry
from app.shares.queries.ledgers import has_come_back, kept, was_asked_back
from app.shares.rules import GIVEN_UP, CreditGround

Settling = Callable[[Session, ShareEntry], Mapping[int, str]]
"""What settlements took from a credit, by its entry: the number of the settlement of the shares that ended by this
entry of the share ledger, empty for that of others."""

_settling: Settling | None = None


def hand_in_settling(settling: Settling) -> None:
    """Name who knows of which shares something was taken out of a credit; called by the application's factory.

    By the credit ledger alone two notices of one day are the same; settlements are known in a room above this one.
    """
    global _settling
    _settling = settling


def settled_by(session: Session, entry: ShareEntry) -> Sequence[str]:
    """By what credit was taken out for the shares that ended by an entry; a loss of all members is no such thing.

    What an old list tells of names no shares, so that it counts for whatever had ended before. Nor does what was paid
    without a ground count, and is asked back under the number by which it was paid (§ 812 BGB), nor what came back from
    the bank (R-SEPA-10).
    """
    if entry.ground not in GIVEN_UP:
        return []
    is_deduction = (CreditEntry.ground == CreditGround.LOSS) & CreditEntry.document_id.is_(None)
    found = select(CreditEntry).where(
        CreditEntry.member_id == entry.member_id, kept(CreditEntry),
        CreditEntry.ground.in_((CreditGround.PAYOUT, CreditGround.LAPSED)) | is_deduction,
        ~was_asked_back(), ~has_come_back(),
    )
    assert _settling is not None
    settling = _settling(session, entry)
    taken = (
        settling.get(each.id, each.document if each.effective_on > entry.effective_on else "")
        for each in session.scalars(found.order_by(CreditEntry.id))
    )
    return list(dict.fromkeys(number for number in taken if number))
