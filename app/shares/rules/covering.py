"""Whose money covers what, and whose is left over: what came in covers the oldest first (§ 366 (2) BGB; R-SEPA-10)."""

from collections.abc import Iterable, Mapping, MutableMapping, Set
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from app.core.values import Cents


@dataclass(frozen=True)
class Asked:
    """Something is asked for, or goes back: both use money up; cents."""

    due_id: int
    due_on: date
    amount: Cents


@dataclass(frozen=True)
class AskedNoMore:
    """What was asked for is taken back, and whatever paid it is free again."""

    due_id: int


@dataclass(frozen=True)
class CameIn:
    """Money comes in; cents."""

    payment_id: int
    amount: Cents


@dataclass(frozen=True)
class WentOut:
    """A payment is taken back, or the bank took it back: what it paid is open again."""

    payment_id: int


Step = Asked | AskedNoMore | CameIn | WentOut
Money = MutableMapping[int, Cents]


@dataclass
class Covering:
    """Payment → what of it is left over, and what of it covers each thing asked for; cents, by ids."""

    left_over: Money = field(default_factory=dict)
    covers: MutableMapping[int, Money] = field(default_factory=dict)
    there: MutableMapping[int, Set[int]] = field(default_factory=dict)
    """Thing asked for → the payments that were there when it was; what came in since is none of them."""
    _asked: MutableMapping[int, Asked] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Let one step follow those taken before."""
        match step:
            case Asked():
                self.there[step.due_id] = frozenset(chain(self.left_over, *self.covers.values()))
                self._asked[step.due_id], self.covers[step.due_id] = step, {}
            case AskedNoMore():
                self._asked.pop(step.due_id, None)
                for payment_id, amount in self.covers.pop(step.due_id, {}).items():
                    self._give(payment_id, amount)
            case CameIn():
                self._give(step.payment_id, step.amount)
            case WentOut():
                for paid_by in (self.left_over, *self.covers.values()):
                    paid_by.pop(step.payment_id, None)
        self._settle()

    def _give(self, payment_id: int, amount: Cents) -> None:
        self.left_over[payment_id] = self.left_over.get(payment_id, 0) + amount

    def _settle(self) -> None:
        for asked in sorted(self._asked.values(), key=lambda each: (each.due_on, each.due_id)):
            paid_by = self.covers[asked.due_id]
            missing = asked.amount - sum(paid_by.values())
            for payment_id, free in list(self.left_over.items()):
                if part := min(missing, free):
                    paid_by[payment_id] = paid_by.get(payment_id, 0) + part
                    missing -= part
                    self._give(payment_id, -part)
                if not self.left_over[payment_id]:
                    del self.left_over[payment_id]


def covering(steps: Iterable[Step]) -> Covering:
    """Say whose money covers what after these steps, in their order, and whose is paid too much.

    What was paid before it was asked for no more is what goes back, not what came in since (§ 366 (2) BGB; R-SEPA-10).
    """
    found = Covering()
    for step in steps:
        found.take(step)
    return found


def given_back(found: Covering, refunds: Iterable[int]) -> Mapping[int, int]:
    """Name for each payment the first of these refunds that gave something of it back, by ids (R-REG-05).

    What came in after a refund may make up for what the bank took from under it; given back it was not.
    """
    first: dict[int, int] = {}
    for refund_id in refunds:
        for payment_id in found.covers.get(refund_id, {}).keys() & found.there.get(refund_id, frozenset()):
            first.setdefault(payment_id, refund_id)
    return first
