"""A member's credit in its parts: what stands on the shares held, and what shares given up have released.

What of it is paid is what further shares presuppose (§§ 15b (2), 19 (1) sentence 3, 22 (4), 67b GenG).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import groupby

from app.core.values import Cents
from app.shares.rules.holding import nominal_of
from app.shares.rules.splitting import former_shares, held_at
from app.statutes.rules import Splitting


class Effect(Enum):
    """What a step in a member's books does to what is paid on the shares held.

    Money came in or went back; credit was handed over with shares; a year's result was booked; credit left the ledger;
    the shares held changed, after some had been given up; what those had released was paid out, or what stood on shares
    that ended after them.
    """

    PAID = auto()
    HANDED_OVER = auto()
    RESULT = auto()
    TAKEN = auto()
    HELD = auto()
    SETTLED = auto()
    SETTLED_LATER = auto()


@dataclass(frozen=True)
class PaidStep:
    """A step and the moment from which it counts, in half days; cents, signed as the ledger has them.

    Where the shares held changed, the lesser nominal of before and after; else that of all that are held.
    """

    moment: int
    effect: Effect
    amount: Cents


@dataclass(frozen=True)
class CreditParts:
    """What a credit consists of: what stands on the shares held, and what shares given up have released; cents.

    `released` is below zero where more of it was paid out than is still there: the rest is owed back (R-SEPA-10).
    `paid` is what counts as paid on the shares held, `paid_beside` on those given up, `most` the most that ever stood
    on those held when a day was over.
    """

    paid: Cents = 0
    on_shares: Cents = 0
    released: Cents = 0
    most: Cents = 0
    paid_beside: Cents = 0


def parts_of_credit(steps: Iterable[PaidStep]) -> CreditParts:
    """Part a credit step by step (§§ 15b (2), 19 (1), 22 (4), 67b GenG; R-SHR-03, R-PAY-04).

    Profit that fills the shares counts as paid; a loss undoes no payment, and the next profit makes it good first. What
    shares given up have released is a claim of its own: it pays no share held or taken since, and bears no loss of a
    later year. What belongs to their last day or before goes with them, also where it came later.
    """
    paid = credit = released = most = beside = 0
    for _day, together in groupby(sorted(steps, key=_place), key=lambda step: step.moment // 2):
        for step in together:
            if step.effect is Effect.HELD:
                released += max(credit - step.amount, 0)
                beside += max(paid - step.amount, 0)
                paid, credit = min(paid, step.amount), min(credit, step.amount)
            elif step.effect is Effect.TAKEN:
                claimed = max(min(released, -step.amount), 0)
                paid, credit = paid + step.amount + claimed, credit + step.amount + claimed
                released -= claimed
            elif step.effect is Effect.SETTLED:
                released += step.amount
            elif step.effect is Effect.SETTLED_LATER:
                of_shares = max(step.amount, -credit)
                paid, credit, released = paid + of_shares, credit + of_shares, released + step.amount - of_shares
            elif step.effect is Effect.RESULT:
                credit += step.amount
                paid = max(paid, credit)
            else:
                paid, credit = paid + step.amount, credit + step.amount
        most = max(most, credit)
    return CreditParts(paid, credit, released, most, beside)


def _place(step: PaidStep) -> tuple[int, int]:
    """Where a step comes: credit goes before the shares that end with its day, what is paid on new ones after them.

    What shares have released is paid out last.
    """
    is_at_close = step.moment % 2 == 1
    if step.effect in (Effect.SETTLED, Effect.SETTLED_LATER):
        return step.moment, 2
    return step.moment, int((step.effect is Effect.HELD) == is_at_close)


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
         parts_of_credit(each for each in told if each.moment <= moment or each.effect not in _WITH_SHARES).paid)
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
        before = nominal_at(held, moment - 1, amounts)
        held += change
        if moment >= given_up_at and change:
            yield PaidStep(moment, Effect.HELD, min(before, nominal_at(held, moment, amounts)))


def undiminished(amounts: Iterable[tuple[date, Cents]], splittings: Iterable[Splitting]) -> list[tuple[date, Cents]]:
    """What a share comes to from a day on, as if no version had reduced it; a splitting divides it (R-SHR-09).

    What a reduction sets free is bound as long as the creditors are not secured, and is no claim of who gave shares up
    before it (§§ 22 (1), (2), 22b GenG; R-PAY-04). Cents; in the order of the days.
    """
    parts, highest, found = {each.day: each.parts for each in splittings}, 0, list[tuple[date, Cents]]()
    for since, amount in amounts:
        highest = max(highest // parts.get(since, 1), amount)
        found.append((since, highest))
    return found


def nominal_at(shares: int, moment: int, amounts: Sequence[tuple[date, Cents]]) -> Cents:
    """The nominal of so many shares at a moment, in half days; `amounts` as in `held_steps` (R-SHR-02)."""
    day = date.fromordinal(moment // 2)
    return nominal_of(shares, next((amount for since, amount in reversed(amounts) if since <= day), amounts[0][1]))


def owed_beside_kept(together: Cents, lacks: Cents, due: Cents, room: Cents) -> Cents:
    """What of all that is still asked for is owed on shares given up: what those held do not lack (R-PAY-07); cents.

    No more than was due by their end, `due`, and than they lacked themselves, `room`.
    """
    return max(min(together - lacks, due, room), 0)


def belongs_to_year(amount: Cents, was_member: bool, left_on: date | None, booked_on: date) -> bool:
    """Say whether a part of a result belongs to the end of its year rather than to its booking (§ 73 GenG; R-PAY-03).

    A loss does, and all of whose membership of then, which `left_on` ended, is over; of nobody who came to it later.
    """
    return was_member and (amount < 0 or (left_on is not None and left_on <= booked_on))
