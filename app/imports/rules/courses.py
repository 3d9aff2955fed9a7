"""The ledgers of a member as they would stand after the rows before: what is held at which moment."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from app.imports.rules.lists import EventKind
from app.members.rules import ExitGround, is_member_on

Mark = tuple[str, date, int]
"""An entry as a row would tell it: what, on which day, how many shares or cents."""


def handed_to(number: int) -> str:
    """What a mark says of shares handed over to a member of this number; a transfer is one only with both its legs."""
    return f"transfer to {number}"


class Changes:
    """What a ledger adds up to at each moment, in half days (R-REG-06)."""

    def __init__(self, changes: Iterable[tuple[int, int]] = ()) -> None:
        self._changes = sorted(changes)

    def add(self, moment: int, change: int) -> None:
        """Enter one more change."""
        insort(self._changes, (moment, change))

    def at(self, moment: int) -> int:
        """What is held at a moment."""
        return sum(change for since, change in self._changes if since <= moment)

    def _sums_from(self, moment: int) -> Iterator[int]:
        """What is held at a moment, and after each later moment at which something changes."""
        later = Counter[int]()
        for since, change in self._changes:
            if since > moment:
                later[since] += change
        return accumulate((later[since] for since in sorted(later)), initial=self.at(moment))

    def least_from(self, moment: int) -> int:
        """The least held at a moment or later."""
        return min(self._sums_from(moment))

    def most_from(self, moment: int) -> int:
        """The most held at a moment or later."""
        return max(self._sums_from(moment))

    def changes_after(self, moment: int) -> bool:
        """Say whether anything changes after a moment; what was undone since does not."""
        return len(set(self._sums_from(moment))) > 1


@dataclass
class Span:
    """One membership; `row` is the row that ended it, 0 where the register knows of the end already."""

    period_id: int
    first_day: date
    last_day: date | None = None
    ground: ExitGround | None = None
    row: int = 0


@dataclass
class Course:
    """A member with its memberships and both ledgers; `marks` are the entries that are there already."""

    member_id: int
    number: int
    name: str
    spans: list[Span] = field(default_factory=list)
    shares: Changes = field(default_factory=Changes)
    credit: Changes = field(default_factory=Changes)
    marks: Counter[Mark] = field(default_factory=Counter)
    owes_since: date | None = None
    """The last day of the shares given up on which payments are still owed, the earliest; None where none are."""

    @property
    def first_day(self) -> date:
        """When the first membership began."""
        return min(span.first_day for span in self.spans)

    @property
    def gave_up_shares(self) -> bool:
        """Whether a membership ended, or shares were cancelled."""
        is_over = any(span.last_day is not None for span in self.spans)
        return is_over or any(kind == EventKind.CANCELLATION for kind, _day, _number in self.marks)

    def span_on(self, day: date) -> Span | None:
        """The membership that covers a day (R-REG-06)."""
        return next((span for span in self.spans if is_member_on(span.first_day, span.last_day, day)), None)

    def ended_before(self, day: date) -> Span | None:
        """The membership that was over on a day, the last one."""
        over = [span for span in self.spans if span.last_day is not None and span.last_day < day]
        return max(over, key=lambda span: span.first_day, default=None)

    def begins_after(self, day: date) -> bool:
        """Say whether another membership begins later."""
        return any(span.first_day > day for span in self.spans)

    def take(self, mark: Mark) -> bool:
        """Say whether an entry is there already; each stands for one row."""
        if self.marks[mark] < 1:
            return False
        self.marks[mark] -= 1
        return True
