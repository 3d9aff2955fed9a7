"""A member's credit in its parts: what stands on the shares held, and what shares given up have released.

What of it is paid is what further shares presuppose (§§ 15b (2), 19 (1) sentence 3, 22 (4), 67b GenG).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import groupby, pairwise
from typing import Self

from app.core.values import Cents
from app.shares.rules.holding import nominal_of
from app.shares.rules.splitting import former_shares, held_at
from app.statutes.rules import Splitting


class Effect(Enum):
    """What a step in a member's books does to what is paid on the shares held.

    Money came in or went back; credit was handed over with shares; a year's result was booked; credit left the ledger;
    the statute set what a share comes to; more came over with shares than they come to; the shares held changed, after
    some had been given up; what those had released was paid out, or what stood on shares that ended after them.
    """

    PAID = auto()
    HANDED_OVER = auto()
    RESULT = auto()
    TAKEN = auto()
    AMOUNT_SET = auto()
    BROUGHT = auto()
    HELD = auto()
    SETTLED = auto()
    SETTLED_LATER = auto()


@dataclass(frozen=True)
class ShareAmounts:
    """What a share comes to from a day on, by each version of the statute in order; before the first what that says.

    `set_anew` are the days from which one changed it since it was first reduced, but for those that split the shares,
    which change no nominal; cents (§§ 22, 22b GenG; R-SHR-02, R-SHR-09).
    """

    by_day: Sequence[tuple[date, Cents]] = ()
    set_anew: Sequence[date] = ()

    @classmethod
    def of(cls, by_day: Sequence[tuple[date, Cents]], splittings: Iterable[Splitting]) -> Self:
        """What versions in order say, of which some split the shares."""
        split = {each.day for each in splittings}
        steps = [(day, after - before) for (_day, before), (day, after) in pairwise(by_day) if day not in split]
        reduced_on = min((day for day, change in steps if change < 0), default=date.max)
        return cls(by_day, [day for day, change in steps if change and day >= reduced_on])

    def nominal(self, shares: int, moment: int) -> Cents:
        """The nominal of so many shares at a moment, in half days; cents (R-SHR-02)."""
        day = date.fromordinal(moment // 2)
        found = (amount for since, amount in reversed(self.by_day) if since <= day)
        return nominal_of(shares, next(found, self.by_day[0][1]))


@dataclass(frozen=True)
class PaidStep:
    """A step and the moment from which it counts, in half days; cents, signed as the ledger has them.

    Where the shares held changed, the lesser nominal of before and after; where the statute set what one comes to, or
    credit came over, that of all that are held. `given_up` is what those given up until then came to, which release no
    more: told only since a share was reduced, while more than the nominal may be there.
    """

    moment: int
    effect: Effect
    amount: Cents
    given_up: Cents | None = None


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
    later year. What belongs to their last day or before goes with them, also where it came later. What a reduction of
    the share amount set free stays on the shares: it is bound until the creditors are secured (§ 22 (2) GenG).
    """
    parting, most = _Parting(), 0
    for _day, together in groupby(sorted(steps, key=_place), key=lambda step: step.moment // 2):
        for step in together:
            parting.take(step)
        most = max(most, parting.credit)
    return CreditParts(parting.paid, parting.credit, parting.released, most, parting.beside)


@dataclass
class _Parting:
    """A credit as it is parted; cents.

    `bound` is what a reduction of the share amount has left above the nominal, `freed` all that was ever released.
    """

    paid: Cents = 0
    credit: Cents = 0
    released: Cents = 0
    beside: Cents = 0
    bound: Cents = 0
    freed: Cents = 0

    def take(self, step: PaidStep) -> None:
        """Let a step have its effect."""
        if step.effect in (Effect.AMOUNT_SET, Effect.BROUGHT, Effect.HELD):
            self._hold(step)
        elif step.effect in (Effect.TAKEN, Effect.SETTLED, Effect.SETTLED_LATER):
            self._pay_out(step.effect, step.amount)
        else:
            self._come(step.effect, step.amount)

    def _hold(self, step: PaidStep) -> None:
        """What the shares come to says what stays on them."""
        if step.effect is Effect.AMOUNT_SET:
            self.bound = max(self.credit - step.amount, 0)
        elif step.effect is Effect.BROUGHT:
            self.bound = max(self.bound, self.credit - step.amount)
        else:
            beyond = max(self.credit - step.amount - self.bound, 0)
            free = beyond if step.given_up is None else min(beyond, max(step.given_up - self.freed, 0))
            self.bound += beyond - free
            self._keep(step.amount + self.bound)

    def _keep(self, most: Cents) -> None:
        free = max(self.credit - most, 0)
        self.released, self.freed = self.released + free, self.freed + free
        self.beside += max(self.paid - most, 0)
        self.paid, self.credit = min(self.paid, most), min(self.credit, most)

    def _pay_out(self, effect: Effect, amount: Cents) -> None:
        """An amount below zero leaves what was released, or the shares, or the one as far as the other lacks it."""
        of_shares = {
            Effect.TAKEN: amount + max(min(self.released, -amount), 0), Effect.SETTLED: 0,
            Effect.SETTLED_LATER: max(amount, -self.credit),
        }[effect]
        self._move(of_shares)
        self.released += amount - of_shares

    def _come(self, effect: Effect, amount: Cents) -> None:
        """Money, credit that was handed over with its part of what is bound, or a result, which undoes no payment."""
        if effect is Effect.RESULT:
            self.credit += amount
            self.paid = max(self.paid, self.credit)
            return
        if effect is Effect.HANDED_OVER and amount < 0 < self.bound:
            self.bound = self.bound * max(self.credit + amount, 0) // max(self.credit, 1)
        self._move(amount)

    def _move(self, amount: Cents) -> None:
        self.paid, self.credit = self.paid + amount, self.credit + amount


def _place(step: PaidStep) -> tuple[int, int]:
    """Where a step comes: credit goes before the shares that end with its day, what is paid on new ones after them.

    What the statute sets, or came over, is judged before all else of its moment; what shares have released is paid out
    last.
    """
    is_at_close = step.moment % 2 == 1
    if step.effect in (Effect.AMOUNT_SET, Effect.BROUGHT):
        return step.moment, -1
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
    changes: Iterable[tuple[int, int]], given_up_at: int, amounts: ShareAmounts
) -> Iterator[PaidStep]:
    """The steps by which the shares held have changed since the moment at which some were given up first.

    `changes` as in `paid_on_most`.
    """
    moved: dict[int, int] = defaultdict(int)
    for moment, change in changes:
        moved[moment] += change
    held = 0
    for moment, change in sorted(moved.items()):
        before = amounts.nominal(held, moment - 1)
        held += change
        if moment >= given_up_at and change:
            yield PaidStep(moment, Effect.HELD, min(before, amounts.nominal(held, moment)))


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
