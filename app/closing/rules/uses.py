"""What the assembly resolves on a profit or a loss, and what it may not (§§ 7 no. 2, 19, 21a, 48 GenG)."""

from dataclasses import dataclass

from app.core.formats import euro
from app.core.values import Cents, Refusal


class LegalReserveRefusal(Refusal):
    """A refusal that is about what the legal reserve gets or bears."""


class OtherReservesRefusal(Refusal):
    """A refusal that is about what the other reserves get or bear."""


class RestRefusal(Refusal):
    """A refusal that is about the sum, of which the rest is carried forward."""


class InterestRateRefusal(Refusal):
    """A refusal that is about the rate of interest."""


@dataclass(frozen=True)
class Uses:
    """What the general assembly resolved on the result, in cents; of a loss, what bears how much of it (§ 48 GenG)."""

    legal_reserve: Cents
    other_reserves: Cents
    members: Cents
    carried_forward: Cents

    @property
    def total(self) -> Cents:
        """All uses together."""
        return self.legal_reserve + self.other_reserves + self.members + self.carried_forward


@dataclass(frozen=True)
class Result:
    """The result to be used: net result and what was carried forward, what reserves there are, the least for them."""

    available: Cents
    legal_reserve: Cents
    other_reserves: Cents
    least_for_reserve: Cents
    interest: Cents = 0

    @property
    def is_profit(self) -> bool:
        """Whether a profit is left to use; else a loss is to be borne, also what interest takes beyond a profit."""
        return self.available > self.interest

    @property
    def to_use(self) -> Cents:
        """What the uses must come to: interest lessens a profit and enlarges a loss."""
        return abs(self.available - self.interest)

    @property
    def due_to_reserve(self) -> Cents:
        """What of it the legal reserve must get at least: interest by the statute goes first."""
        return min(self.least_for_reserve, self.to_use) if self.is_profit else 0

    @property
    def uncovered(self) -> Cents:
        """The loss that no reserve covers."""
        return max(0, -self.available - self.legal_reserve - self.other_reserves)


def proposed_uses(result: Result) -> Uses:
    """Propose: of a profit the legal reserve first, the rest carried forward; a loss from the reserves (R-FIN-04)."""
    if result.is_profit:
        first = result.due_to_reserve
        return Uses(first, 0, 0, result.to_use - first)
    other = min(result.other_reserves, result.to_use)
    legal = min(result.legal_reserve, result.to_use - other)
    return Uses(legal, other, 0, result.to_use - other - legal)


def check_uses(result: Result, uses: Uses) -> None:
    """Refuse uses that do not come to the result, slight the legal reserve, or take more than is there (R-FIN-04, -06).

    §§ 7 no. 2, 19, 48 GenG.
    """
    _check_sum(result, uses)
    if result.is_profit and uses.legal_reserve < result.due_to_reserve:
        raise LegalReserveRefusal(
            "In die gesetzliche Rücklage gehen nach der Satzung mindestens {amount} (§ 7 Nr. 2 GenG).",
            amount=euro(result.due_to_reserve),
        )
    if not result.is_profit:
        _check_reserves(result, uses)


def _check_sum(result: Result, uses: Uses) -> None:
    if uses.total != result.to_use:
        raise RestRefusal(
            "Die Summe stimmt nicht: Zu verwenden sind {wanted}, eingetragen sind {given}.",
            wanted=euro(result.to_use), given=euro(uses.total),
        )


def _check_reserves(result: Result, uses: Uses) -> None:
    if uses.legal_reserve > result.legal_reserve:
        raise LegalReserveRefusal("So hoch sind die Rücklagen nicht.")
    if uses.other_reserves > result.other_reserves:
        raise OtherReservesRefusal("So hoch sind die Rücklagen nicht.")
