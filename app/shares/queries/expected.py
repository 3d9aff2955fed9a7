"""Payments expected, each with what is open of it: what came in covers the oldest first, a set-off what it names."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, case, cast, exists, func, select
from sqlalchemy.orm import aliased

from app.core.formats import end_of
from app.shares.models import CreditEntry, PaymentDue, PaymentReceived, ShareEntry
from app.shares.queries.ledgers import Ids, total
from app.shares.rules import acquired_on


def changed_after(day: date, known_at: datetime | None = None) -> Select[int]:
    """The rows that changed after a day what was asked for by then: parts, days put off, what was taken back.

    What was entered as a whole later, as by an old list, counts; so does what undoes shares entered by mistake, and
    what credit covered that was there by then, however late the job came.
    """
    points_at = func.coalesce(PaymentDue.reverses_id, PaymentDue.continues_id)
    found = select(PaymentDue.id.label("row"), points_at.label("of")).where(
        PaymentDue.recorded_at >= end_of(day), points_at.is_not(None), ~_covered_late(day, points_at)
    ).cte("changed", recursive=True)
    between, first, undoing = aliased(PaymentDue), aliased(PaymentDue), aliased(ShareEntry)
    undone = undoing.reverses_id == first.share_entry_id
    if known_at is not None:
        undone = undone & (undoing.recorded_at <= known_at)
    leads_on = func.coalesce(between.reverses_id, between.continues_id)
    chain = found.union_all(
        select(found.c.row, leads_on).join(between, between.id == found.c.of).where(leads_on.is_not(None))
    )
    return select(chain.c.row).join(first, first.id == chain.c.of).where(
        first.reverses_id.is_(None), first.continues_id.is_(None), first.recorded_at < end_of(day),
        ~select(undoing.id).where(undone).exists(),
    )


def _covered_late(day: date, points_at: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a row is one of those by which credit covered a payment that came by a day (§ 76 GenG).

    `points_at` is that payment. The transfer was known by then; its last credit was there at the close of the day.
    """
    covered, given, credit = aliased(PaymentDue), aliased(ShareEntry), aliased(CreditEntry)
    comes_later = exists().where(
        credit.member_id == covered.member_id, credit.recorded_at == given.recorded_at,
        credit.document == given.document, credit.effective_on > acquired_on(day),
    )
    return exists().where(
        covered.reverses_id == points_at, covered.recorded_at == PaymentDue.recorded_at,
        given.id == covered.share_entry_id, given.recorded_at < end_of(day), given.effective_on <= day, ~comes_later,
    ).correlate(PaymentDue)


def unreversed_dues(
    members: Ids | None = None, known_before: datetime | None = None, at_close_of: date | None = None
) -> Subquery:
    """Payments expected and not taken back, each with what is still open of it.

    What came in covers the oldest first (window sums over due day), a set-off what it names (§ 396 (1) BGB); cents.
    `members` limits it to these ids. With
    `known_before` it is as it stood before an act of that moment, with `at_close_of` as when that day was over: what
    was due by then, as `overdue_at_close` counts it.
    """
    of_dues, of_payments = _counted(members, known_before, at_close_of)
    asked = _asked(of_dues, of_payments)
    came_in = select(PaymentReceived.member_id, PaymentReceived.purpose, total(PaymentReceived.amount).label("paid"))
    by_purpose = came_in.where(*of_payments).group_by(PaymentReceived.member_id, PaymentReceived.purpose)
    received = by_purpose.subquery("received")
    missing = asked.c.running - (func.coalesce(received.c.paid, 0) - asked.c.set_off)
    still_open = case((missing <= 0, 0), (missing < asked.c.left, missing), else_=asked.c.left).label("open")
    joined = asked.outerjoin(
        received, (received.c.member_id == asked.c.member_id) & (received.c.purpose == asked.c.purpose)
    )
    return select(asked, still_open).select_from(joined).subquery("dues")


def _counted(
    members: Ids | None, known_before: datetime | None, at_close_of: date | None
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """Which payments expected, and which received, `unreversed_dues` goes by."""
    reversal = aliased(PaymentDue)
    undone = select(reversal.reverses_id).where(reversal.reverses_id.is_not(None))
    of_dues: list[ColumnElement[bool]] = [PaymentDue.amount > 0]
    of_payments: list[ColumnElement[bool]] = []
    if members is not None:
        of_dues.append(PaymentDue.member_id.in_(members))
        of_payments.append(PaymentReceived.member_id.in_(members))
    if known_before is not None:
        undone = undone.where(reversal.recorded_at < known_before)
        of_dues.append(PaymentDue.recorded_at < known_before)
        of_payments.append(PaymentReceived.recorded_at < known_before)
    if at_close_of is not None:
        changed = changed_after(at_close_of)
        undone = undone.where(reversal.id.not_in(changed))
        of_dues += [PaymentDue.due_on <= at_close_of, PaymentDue.id.not_in(changed)]
        of_payments.append(PaymentReceived.received_on <= at_close_of)
    return [*of_dues, PaymentDue.id.not_in(undone)], of_payments


def _asked(of_dues: Sequence[ColumnElement[bool]], of_payments: Sequence[ColumnElement[bool]]) -> Subquery:
    """Payments expected, each with what of it was not set off (`left`), the sum of that so far in order of the due day
    (`running`), and all that was set off against payments of the member and purpose (`set_off`); cents.
    """
    set_off = _set_off(of_dues, of_payments)
    covered, together = func.coalesce(set_off.c.amount, 0), (PaymentDue.member_id, PaymentDue.purpose)
    left = PaymentDue.amount - covered
    running = func.sum(left).over(partition_by=together, order_by=(PaymentDue.due_on, PaymentDue.id))
    found = select(
        PaymentDue, left.label("left"), cast(running, BigInteger).label("running"),
        cast(func.sum(covered).over(partition_by=together), BigInteger).label("set_off"),
    ).outerjoin(set_off, set_off.c.due_id == PaymentDue.id)
    return found.where(*of_dues).subquery("asked")


def _set_off(of_dues: Sequence[ColumnElement[bool]], of_payments: Sequence[ColumnElement[bool]]) -> Subquery:
    """What of each payment expected that stands was set off (`due_id`, `amount`); cents.

    Where the one that a set-off names stands in another's place, or was taken back for others in its own (put off,
    closed as barred, asked for after all), all that goes back to the same first one is covered, the earliest due first.
    """
    against, following = _set_off_by_first(of_payments), aliased(PaymentDue)
    chain = select(against.c.first, against.c.first.label("row")).cte("in_its_place", recursive=True)
    chain = chain.union_all(
        select(chain.c.first, following.id).join(following, following.continues_id == chain.c.row)
    )
    so_far = func.sum(PaymentDue.amount).over(
        partition_by=chain.c.first, order_by=(PaymentDue.due_on, PaymentDue.id)
    ) - PaymentDue.amount
    lying = select(
        PaymentDue.id, PaymentDue.amount, (against.c.amount - so_far).label("here"),
    ).join(chain, chain.c.row == PaymentDue.id).join(against, against.c.first == chain.c.first).where(
        *of_dues
    ).subquery("lying")
    covered = case((lying.c.here <= 0, 0), (lying.c.here < lying.c.amount, lying.c.here), else_=lying.c.amount)
    return select(lying.c.id.label("due_id"), cast(covered, BigInteger).label("amount")).subquery("set_off")


def _set_off_by_first(of_payments: Sequence[ColumnElement[bool]]) -> Subquery:
    """What was set off against payments expected, by the first one of those it stands in the place of; cents."""
    set_off = PaymentReceived.due_id.is_not(None)
    named = select(PaymentReceived.due_id).where(set_off, *of_payments).distinct().subquery()
    back = select(named.c.due_id.label("named"), named.c.due_id.label("row")).cte("in_whose_place", recursive=True)
    between, first = aliased(PaymentDue), aliased(PaymentDue)
    back = back.union_all(
        select(back.c.named, between.continues_id).join(between, between.id == back.c.row)
        .where(between.continues_id.is_not(None))
    )
    found = select(first.id.label("first"), total(PaymentReceived.amount).label("amount")).join(
        back, back.c.row == first.id
    ).join(PaymentReceived, PaymentReceived.due_id == back.c.named)
    return found.where(first.continues_id.is_(None), *of_payments).group_by(first.id).subquery("against")
