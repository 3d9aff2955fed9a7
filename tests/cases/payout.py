"""Cases of what leavers are paid, and when, in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.core.values import Cents, Refusal
from app.departures.rules import credit_released
from app.settlements.rules import (
    carry_forward_part,
    due_days,
    left_after,
    part_borne,
    payable_of_each,
    payable_within,
)
from app.shares.rules import BlockedBooking, check_not_blocked, nominal_of
from app.statutes.rules import SuspensionOrder, statute_from
from tests.cases.values import Answer, Input, cents, money


def percent(part: Fraction) -> str:
    """Write a part as the cases do: in percent, without needless zeros."""
    number = Decimal(part.numerator * 100) / Decimal(part.denominator)
    return f"{number.quantize(Decimal('0.0001')).normalize():f}"


def payout_amount(given: Input) -> Answer:
    """What is somebody who leaves paid?"""
    balance = cents(given["balance"])
    if "loss_carried_forward" in given:
        deducts = bool(given.get("statute_deducts_carry_forward"))
        loss, together = cents(given["loss_carried_forward"]), cents(given["total_balances"])
        return {"payout": money(left_after(balance, carry_forward_part(loss, together, deducts)))}
    if "written_off" in given:
        part = part_borne(cents(given["written_off"]), cents(given["total_balances"]))
        return {"payout": money(left_after(balance, part)), "write_off_pct": percent(part)}
    part = Fraction(given.get("loss_written_off_pct") or 0) / 100
    return {"payout": money(left_after(balance, part))}


def payout_partial(given: Input) -> Answer:
    """What is paid of the credit when single shares are given up?"""
    balance = cents(given["balance"])
    released = credit_released(balance, nominal_of(given["shares_after"], cents(given["share"])))
    return {"payout": money(released), "balance_after": money(balance - released)}


def payout_due_date(given: Input) -> Answer:
    """By which day is a leaver paid?"""
    said = {"payout_months": given["months"], "seat_state": given["state"]}
    days = due_days(date.fromisoformat(given["exit"]), statute_from({"share_amount": 1, "nachschuss": "none", **said}))
    both = sorted({days.due_on.isoformat(), days.at_the_latest.isoformat()})
    return {"latest_payment": both[0], **({"latest_payment_any_of": both} if len(both) > 1 else {})}


def payout_min_capital(given: Input) -> Answer:
    """Which claims may be paid without falling below the minimum capital?"""
    claims = {name: cents(amount) for name, amount in given["claims"].items()}
    payable = payable_within(cents(given["total_balances"]), cents(given["minimum_capital"]), sum(claims.values()))
    parts = payable_of_each(list(claims.values()), payable, SuspensionOrder(given["policy"]))
    paid: Mapping[str, Cents] = dict(zip(claims, parts, strict=True))
    return {
        "payable_total": money(payable),
        "pay": {name: money(amount) for name, amount in paid.items()},
        "suspended": {name: money(claims[name] - amount) for name, amount in paid.items()},
    }


def payout_none(given: Input) -> Answer:
    """May credit be paid out?"""
    try:
        check_not_blocked(BlockedBooking.PAYOUT, given["member_status"] == "active")
    except Refusal:
        return {"allowed": False}
    return {"allowed": True}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "payout.amount": payout_amount,
    "payout.partial": payout_partial,
    "payout.due_date": payout_due_date,
    "payout.min_capital": payout_min_capital,
    "payout.none": payout_none,
}
"""Each kind of case with the adapter that answers it."""
