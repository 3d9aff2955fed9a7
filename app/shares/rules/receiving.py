"""How money that came in is divided over what is owed (§§ 366, 367 BGB)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.core.formats import euro
from app.core.values import Cents
from app.shares.rules.facts import PaymentPurpose
from app.shares.rules.payments import check_payment
from app.shares.rules.schedule import DuePayment
from app.shares.rules.surplus import TooMuch

_ORDER = list(PaymentPurpose)


def spread_over(
    amount: Cents, owed: Sequence[DuePayment], rooms: Mapping[PaymentPurpose, Cents], left_on: date | None = None,
    new_costs: Sequence[DuePayment] = (),
) -> dict[PaymentPurpose, Cents]:
    """Divide a payment for which nobody said what it is for: costs first, then what falls due first (§§ 366, 367 BGB).

    `new_costs`, which arose only when the money was there, wait their turn by day. What is left goes on the shares, up
    to their nominal (`rooms`); nothing goes beyond its room. Refused where more came in than is open for anything;
    `left_on` is the last day of who is a member no more.
    """
    parts: dict[PaymentPurpose, Cents] = {}
    left = amount
    for each in _in_turn(owed, new_costs):
        part = min(left, each.amount, rooms.get(each.purpose, 0) - parts.get(each.purpose, 0))
        left -= part
        if part:
            parts[each.purpose] = parts.get(each.purpose, 0) + part
    advance = min(left, rooms.get(PaymentPurpose.SHARES, 0) - parts.get(PaymentPurpose.SHARES, 0))
    if advance > 0:
        parts[PaymentPurpose.SHARES] = parts.get(PaymentPurpose.SHARES, 0) + advance
        left -= advance
    if not parts:
        check_payment(PaymentPurpose.SHARES, amount, rooms, left_on)
    if left:
        raise TooMuch(
            "Offen ist zusammen nur {open}. Tragen Sie {open} ein und überweisen Sie {rest} zurück.", amount - left,
            open=euro(amount - left), rest=euro(left),
        )
    return parts


def _in_turn(owed: Sequence[DuePayment], new_costs: Sequence[DuePayment]) -> list[DuePayment]:
    costs = [each for each in owed if each.purpose is PaymentPurpose.COSTS]
    others = [each for each in owed if each.purpose is not PaymentPurpose.COSTS]
    return [*sorted(costs, key=_by_day), *sorted((*others, *new_costs), key=_by_day)]


def _by_day(due: DuePayment) -> tuple[date, int]:
    return due.due_on, _ORDER.index(due.purpose)


def reopened_by(dues: Iterable[tuple[Cents, Cents]], advance: Cents, taken: Cents) -> list[Cents]:
    """What is open of each payment, the earliest due first, once `taken` counts no more of what came in; cents.

    Each is named with what was asked and what of it is open; `advance` was paid beyond all of them. What came in covers
    the oldest first.
    """
    asked = list(dues)
    paid = sum(amount - still_open for amount, still_open in asked) + advance - taken
    left: list[Cents] = []
    for amount, _still_open in asked:
        covered = min(max(paid, 0), amount)
        paid -= covered
        left.append(amount - covered)
    return left
