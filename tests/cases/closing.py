"""Cases of the year end in the product's words; no rule stands here."""

from collections.abc import Callable, Mapping
from datetime import date

from app.closing.rules import last_day_to_challenge, loss_cover, must_convene
from app.statutes.rules import FederalState
from tests.cases.values import Answer, Input, cents, day, money


def challenge_last_day(given: Input) -> Answer:
    """Until when can a resolution be challenged?"""
    return {"last_day": day(last_day_to_challenge(date.fromisoformat(given["resolution_date"]),
                                                  FederalState(given["state"])))}


def loss_notice(given: Input) -> Answer:
    """Is the assembly to be convened because of a loss?"""
    balances, reserves, loss = (cents(given[key]) for key in ("total_balances", "reserves", "loss"))
    return {"cover": money(loss_cover(balances, reserves)), "must_convene": must_convene(balances, reserves, loss)}


SERVED: Mapping[str, Callable[[Input], Answer]] = {
    "challenge.last_day": challenge_last_day,
    "loss.notice": loss_notice,
}
