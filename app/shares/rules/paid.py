"""What is paid on the shares a member holds, as further ones presuppose it (§§ 15b (2), 19 (1) sentence 3 GenG)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from app.core.values import Cents
from app.shares.rules.holding import nominal_of
from app.shares.rules.splitting import former_shares, held_at
from app.statutes.rules import Splitting


class Effect(Enum):
    """What a step in a member's books does to what is paid on the shares held.

    Money came in or went back; credit was handed over with shares; a year's result was booked; credit that shares given
    up had released left the ledger; the shares held changed, after some had been given up.
    """

    PAID = auto()
    HANDED_OVER = auto()
    RESULT = auto()
    TAKEN = auto()
    HELD = auto()


@dataclass(frozen=True)
class PaidStep:
    """A step and the moment from which it counts, in half days; cents, signed as the ledger has them.

    Where the shares held changed, the lesser nominal of before and after.
    """

    moment: int
    effect: Effect
    amount: Cents


def paid_on_shares(steps: Iterable[PaidStep]) -> Cents:
    """What of the payments stands on the shares held; what profit filled counts (§§ 15b (2), 19 (1) GenG; R-SHR-03).

    A loss undoes no payment, and the next profit makes it good first. What shares given up have released is a claim of
    its own and pays no share held or taken since (§ 67b GenG; R-PAY-04); a later loss is borne by that first.
    """
    paid = credit = released = 0
    for step in sorted(steps, key=_place):
        if step.effect is Effect.HELD:
            released += max(credit - step.amount, 0)
            paid, credit = min(paid, step.amount), min(credit, step.amount)
        elif step.effect is Effect.TAKEN:
            released = max(released + step.amount, 0)
        elif step.effect is Effect.RESULT:
            borne = min(released, max(-step.amount, 0))
            credit, released = credit + step.amount + borne, released - borne
            paid = max(paid, credit)
        else:
            paid, credit = paid + step.amount, credit + step.amount
    return paid


def _place(step: PaidStep) -> tuple[int, bool]:
    """Where a step comes: credit goes before the shares that end with its day, what is paid on new ones after them."""
    is_at_close = step.moment % 2 == 1
    return step.moment, (step.effect is Effect.HELD) == is_at_close


def paid_on_most(
    changes: Iterable[tuple[int, int]], steps: Iterable[PaidStep], start: int, splittings: Iterable[Splitting],
    share_amount: Cents,
) -> Cents:
    """What is paid on the most shares held from a moment on, judged moment by moment (§ 15b (2) GenG; R-SHR-03).

    What goes over by a transfer stands on the shares of the same day: until then it is the transferor's as the shares
    are, from then on the acquirer's (R-REG-06). Less than the nominal of the most, by what lacks at the worst moment.
    Moments are half days by their number; shares are those of the first (R-SHR-09).
    """
    held, told, split = list(changes), list(steps), list(splittings)
    later = (*(since for since, _change in held), *(step.moment for step in told if step.effect in _WITH_SHARES))
    moments = sorted({start, *(each for each in later if each > start)})
    there = [
        (former_shares(*held_at(held, moment, start, split)),
         paid_on_shares(each for each in told if each.moment <= moment or each.effect not in _WITH_SHARES))
        for moment in moments
    ]
    most = max(shares for shares, _paid in there)
    return min(paid_then + (most - shares) * share_amount for shares, paid_then in there)


_WITH_SHARES = (Effect.HANDED_OVER, Effect.HELD)
"""What happens together with the shares, also on a day to come; all else is there."""


def held_steps(
    changes: Iterable[tuple[int, int]], given_up_at: int, amounts: Sequence[tuple[date, Cents]]
) -> Iterator[PaidStep]:
    """The steps by which the shares held have changed since the moment at which some were given up first.

    `changes` as in `paid_on_most`; `amounts` is what a share comes to from a day on, by each version of the statute in
    order; before the first one what that says.
    """
    moved: dict[int, int] = defaultdict(int)
    for moment, change in changes:
        moved[moment] += change
    held = 0
    for moment, change in sorted(moved.items()):
        before = _nominal_at(held, moment - 1, amounts)
        held += change
        if moment >= given_up_at and change:
            yield PaidStep(moment, Effect.HELD, min(before, _nominal_at(held, moment, amounts)))


def _nominal_at(shares: int, moment: int, amounts: Sequence[tuple[date, Cents]]) -> Cents:
    day = date.fromordinal(moment // 2)
    return nominal_of(shares, next((amount for since, amount in reversed(amounts) if since <= day), amounts[0][1]))
