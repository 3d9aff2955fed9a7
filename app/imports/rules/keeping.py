"""How long the file of a list is kept: taken over (§ 257 HGB; R-RET-01, R-RET-02), or never (R-GDPR-03)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.archive.rules import YEARS_KEPT, Retained, keep_until
from app.imports.rules.lists import ListKind

FORGOTTEN_AFTER = timedelta(days=90)
"""How long a list may lie there of which nothing is taken over; people stand in it, and nothing rests upon it."""


def forgotten_if_before(now: datetime) -> datetime:
    """Name the moment before which a list must have been handed over, to be discarded now (Art. 5 GDPR; R-GDPR-03)."""
    return now - FORGOTTEN_AFTER


def list_kept_until(
    kind: ListKind, taken_over_on: date, is_undone: bool, left_on: Sequence[date | None]
) -> date | None:
    """Name the last day of keeping a list; None while a membership goes on behind whose entries it stands.

    `left_on` holds for each member it proves an entry of the day it left for good, None where it did not. A list of
    payments, and one that was undone, proves no entry in the register: it is a voucher alone.
    """
    as_voucher = keep_until(Retained.BOOKING_VOUCHER, taken_over_on)
    if as_voucher is None or is_undone or kind is ListKind.PAYMENTS:
        return as_voucher
    days = [day for day in left_on if day is not None]
    if len(days) < len(left_on):
        return None
    as_proof = keep_until(Retained.REGISTER_DOCUMENT, max(days)) if days else None
    return max(as_voucher, as_proof or as_voucher)


def voucher_may_be_over(today: date) -> date:
    """Name the day before which a list must have been taken over, for its time of keeping to be over (R-RET-02)."""
    return date(today.year - YEARS_KEPT[Retained.BOOKING_VOUCHER], 1, 1)
