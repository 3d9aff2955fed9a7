"""By what the key of a result counts, once credit went from one member to another (§§ 19, 76, 77 GenG; R-FIN-05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.closing.rules.results import rounded
from app.core.values import Cents


@dataclass(frozen=True)
class HandedOn:
    """Credit that one member handed on to another, by their ids; cents.

    `amount` went over, of `before`, which stood on the giver's shares until then.
    """

    giver: int
    taker: int
    amount: Cents
    before: Cents


def weights_followed(weights: Mapping[int, Cents], handed: Iterable[HandedOn]) -> dict[int, Cents]:
    """Let weights go with the credit that was handed on since, in order (§§ 19 (1), 76, 77 (2); R-FIN-05, R-TRF-01).

    The result is that of the members: it concerns whoever holds the credit when it is used. Of a part of the credit
    the same part of the weight goes over, the whole of it with all that stood on the shares.
    """
    found = dict(weights)
    for each in handed:
        weight = found.get(each.giver, 0)
        part = Fraction(each.amount, each.before) if each.amount < each.before else Fraction(1)
        moved = rounded(weight * part)
        found[each.giver] = weight - moved
        found[each.taker] = found.get(each.taker, 0) + moved
    return found
