"""Cases of the year end in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

from app.closing.rules import (
    credit_profit,
    distribute,
    interest_on,
    interest_payable_by,
    last_day_to_challenge,
    legal_reserve_allocation,
    loss_cover,
    must_convene,
    payable_interest,
)
from app.members.rules import minority_quorum
from app.statutes.rules import FederalState
from tests.cases.values import Answer, Input, cents, day, money


def challenge_last_day(given: Input) -> Answer:
    """Until when can a resolution be challenged?"""
    resolved_on, state = date.fromisoformat(given["resolution_date"]), FederalState(given["state"])
    return {"last_day": day(last_day_to_challenge(resolved_on, state))}


def loss_notice(given: Input) -> Answer:
    """Is the assembly to be convened because of a loss?"""
    balances, reserves, loss = (cents(given[key]) for key in ("total_balances", "reserves", "loss"))
    return {"cover": money(loss_cover(balances, reserves)), "must_convene": must_convene(balances, reserves, loss)}


def minority(given: Input) -> Answer:
    """How many members can demand an assembly?"""
    return {"required": minority_quorum(given["members"], Fraction(given["fraction"]))}


def profit_distribution(given: Input) -> Answer:
    """What is each member's portion?"""
    weights = given["paid"] if given["first_fiscal_year"] else given["balances_prior_year_end"]
    portions = distribute(cents(given["amount"]), {key: cents(weight) for key, weight in weights.items()})
    return {"shares": {key: money(portion) for key, portion in portions.items()}}


def profit_crediting(given: Input) -> Answer:
    """What of a member's profit is credited, what is paid out?"""
    nominal, balance = cents(given["share"]) * given["shares"], cents(given["balance"])
    before = given.get("balance_before_loss")
    full = nominal if before is None else cents(before)
    unrestored = max(0, full - balance) if given["balance_was_reduced_by_loss"] else 0
    found = credit_profit(nominal, balance, cents(given["profit"]), given["statute_pays_before_full"], unrestored)
    return {
        "credited": money(found.credited), "paid_out": money(found.paid_out),
        "balance_after": money(balance + found.credited),
    }


def interest(given: Input) -> Answer:
    """What interest is there, until when is it paid, and what of it may be paid?"""
    answer: Answer = {}
    if "rate_pct" in given:
        rate, base = Fraction(given["rate_pct"]), cents(given["balance_prior_year_end"])
        answer["interest"] = money(interest_on(base, rate))
        answer["payable_by"] = day(interest_payable_by(date.fromisoformat(given["fiscal_year_end"])))
    if "total_interest" in given:
        answer["payable_total"] = money(payable_interest(
            cents(given["total_interest"]), cents(given["uncovered_deficit"])))
    return answer


def reserve_legal(given: Input) -> Answer:
    """What goes into the legal reserve?"""
    carried = cents(given["profit_carried_forward"]) - cents(given["loss_carried_forward"])
    allocation = legal_reserve_allocation(
        cents(given["surplus"]), carried, cents(given["patronage_refund"]), Fraction(given["rate_pct"]),
        Fraction(given["target_pct_of_balance_sheet"]), cents(given["balance_sheet_total"]), cents(given["reserve"]),
    )
    return {"allocation": money(allocation)}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "challenge.last_day": challenge_last_day,
    "interest": interest,
    "loss.notice": loss_notice,
    "minority.quorum": minority,
    "profit.crediting": profit_crediting,
    "profit.distribution": profit_distribution,
    "reserve.legal": reserve_legal,
}
