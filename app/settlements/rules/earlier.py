"""What is left of the credit of earlier memberships, of those who joined again (§§ 15b (2), 73 GenG; R-MOV-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.values import Cents


@dataclass(frozen=True)
class CreditLine:
    """An entry of the credit of who joined again: cents, its day, and what tells to which membership it belongs.

    `settled_of` is the last day of what a settlement took it from, `result_of` the end of the year whose result it is.
    `is_loose`: credit taken out of which no settlement is known, as from an old list.
    """

    amount: Cents
    day: date
    settled_of: date | None = None
    result_of: date | None = None
    is_loose: bool = False

    def is_of_before(self, began: date, through: date) -> bool:
        """Say whether it belongs to a membership before the one that began on a day (§ 73 GenG; R-PAY-03)."""
        is_settled = self.settled_of is not None and self.settled_of < began
        return self.day < began or is_settled or (self.result_of is not None and self.result_of <= through)


def credit_of_earlier(lines: Iterable[CreditLine], began: date, through: date) -> Cents:
    """The credit of earlier memberships that is not paid out yet (§ 73 GenG; R-MOV-03); cents.

    The present membership `began` then; `through` is the end of the year in which the last one before it ended, whose
    result still belongs there. What was taken out loosely is first of the earlier credit, which cannot fall below zero.
    """
    held = loose = 0
    for line in lines:
        if line.is_of_before(began, through):
            held += line.amount
        elif line.is_loose:
            loose += line.amount
    return max(held + loose, min(held, 0))
